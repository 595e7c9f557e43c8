package simulator

import "fmt"

// businessCatalogue adds what the company sells and runs, and which services each part depends on.
func (p *seeder) businessCatalogue() {
	for _, b := range []struct{ id, name, description, contact, team string }{
		{"PBSSHOP", "Online Shop", "Visitors find lamps and order them.", "Elena Petrova", "PTSEARC"},
		{"PBSPAYM", "Checkout and Payments", "Customers pay for their baskets.", "#checkout", "PTCHECK"},
		{"PBSSTOC", "Stock and Warehouse", "Stock is counted, and parcels leave the house.", "Henry Adeyemi", "PTDATAE"},
		{"PBSACCO", "Customer Accounts", "Customers log in and see their orders.", "Henry Adeyemi", ""},
	} {
		p.businessServices.add(b.id, &businessService{b.id, b.name, b.description, b.contact, p.teams.byID[b.team]})
	}
	for n, pair := range [][2]string{ // the second supports the first
		{"PBSSHOP", "PBSPAYM"}, {"PBSSHOP", "PSSTORE"}, {"PBSSHOP", "PSSEARC"},
		{"PBSPAYM", "PSCHKAP"}, {"PBSPAYM", "PSPAYGW"},
		{"PBSSTOC", "PSWAREH"}, {"PBSSTOC", "PSSCANN"}, {"PBSACCO", "PSIDENT"},
		{"PSSTORE", "PSCHKAP"}, {"PSCHKAP", "PSPAYGW"}, {"PSCHKAP", "PSPGDBS"}, {"PSORDER", "PSPGDBS"}, {"PSPGDBS", "PSKUBER"},
	} {
		id := fmt.Sprintf("DDEMO%013d", n+1)
		p.dependencies.add(id, &dependency{id: id, dependent: p.node(pair[0]), supporting: p.node(pair[1])})
	}
}

// node returns the node of a service or a business service.
func (p *seeder) node(id string) serviceNode {
	return serviceNode{id, p.businessServices.byID[id] != nil}
}
