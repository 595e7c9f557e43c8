package simulator

// addIncidentTypes adds the incident types. Every account has the first; only the demo's have custom fields.
func (p *seeder) addIncidentTypes(withFields bool) {
	at := p.ago(200 * day)
	base := &incidentType{id: "PINCDEF", name: defaultIncidentType, displayName: "Base Incident", description: "The type of incidents without another.", createdAt: at}
	major := &incidentType{id: "PMAJORI", name: "major_incident", displayName: "Major Incident", description: "Many customers are affected.", parent: base, createdAt: at}
	security := &incidentType{id: "PSECURI", name: "security_incident", displayName: "Security Incident", description: "Data or access may be at risk.", parent: base, createdAt: at}
	drill := &incidentType{id: "PDRILLI", name: "drill", displayName: "Drill", description: "Practice. No longer in use.", parent: base, createdAt: at, disabled: true}
	p.incidentTypes = []*incidentType{base, major, security}
	if !withFields {
		return
	}
	p.incidentTypes = append(p.incidentTypes, drill)
	for owner, fields := range map[*incidentType][]incidentField{
		base: {
			{id: "PFIMPAC", name: "customer_impact", displayName: "Customer impact", description: "What customers notice.", dataType: "string", fieldType: singleValue},
			{id: "PFREGIO", name: "regions", displayName: "Regions", dataType: "string", fieldType: multiValueFixed, options: []string{"eu-west-1", "us-east-1", "ap-south-1"}},
			{id: "PFCAUSE", name: "root_cause", displayName: "Root cause", dataType: "string", fieldType: singleValueFixed, options: []string{"Deploy", "Capacity", "Dependency", "Hardware", "Human error"}},
			{id: "PFORDER", name: "orders_affected", displayName: "Orders affected", dataType: "integer", fieldType: singleValue},
		},
		major: {
			{id: "PFSTATU", name: "status_page_posted", displayName: "Status page posted", dataType: "boolean", fieldType: singleValue},
			{id: "PFBEGAN", name: "impact_began", displayName: "Impact began", description: "When the first customer was affected.", dataType: "datetime", fieldType: singleValue},
			{id: "PFLOSSE", name: "revenue_lost", displayName: "Revenue lost (k€)", dataType: "float", fieldType: singleValue},
			{id: "PFREVIE", name: "review_document", displayName: "Review document", dataType: "url", fieldType: singleValue},
		},
		security: {
			{id: "PFCLASS", name: "data_classification", displayName: "Data classification", dataType: "string", fieldType: singleValueFixed, options: []string{"Public", "Internal", "Confidential"}},
			{id: "PFSYSTE", name: "systems", displayName: "Systems", description: "Host or service names.", dataType: "string", fieldType: multiValue},
		},
	} {
		for _, f := range fields {
			f.owner, f.createdAt = owner, at
			owner.fields = append(owner.fields, &f)
		}
	}
}
