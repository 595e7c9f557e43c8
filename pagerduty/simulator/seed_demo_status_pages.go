package simulator

import "time"

// pageSeverities returns PagerDuty's default severities. A page puts its prefix before the ids of its terms.
func pageSeverities() []pageTerm {
	return []pageTerm{{"SVGOOD", "all good", "incident"}, {"SVMINO", "minor", "incident"}, {"SVMAJO", "major", "incident"}, {"SVMAIN", "maintenance", "maintenance"}}
}

func pageStatuses() []pageTerm {
	return []pageTerm{
		{"STINVE", "investigating", "incident"}, {"STDETE", "detected", "incident"}, {"STRESO", "resolved", "incident"},
		{"STSCHE", "scheduled", "maintenance"}, {"STPROG", "in progress", "maintenance"}, {"STCOMP", "completed", "maintenance"},
	}
}

func pageImpacts() []pageTerm {
	return []pageTerm{
		{"IMOPER", "operational", "incident"}, {"IMPART", "partial outage", "incident"}, {"IMMAJO", "major outage", "incident"},
		{"IMWORK", "operational", "maintenance"}, {"IMMAIN", "under maintenance", "maintenance"},
	}
}

// demoStatusPages adds a public page, with a resolved incident and an ongoing maintenance, and a private one without posts.
func (p *seeder) demoStatusPages() {
	public := p.statusPage("PLANTRN", "Lanternfield Status", "public", "https://status."+domain, "P",
		pageService{"PSVSHOP", "Shop", "PBSSHOP"}, pageService{"PSVPAYM", "Checkout and Payments", "PBSPAYM"}, pageService{"PSVSTOC", "Delivery", "PBSSTOC"}, pageService{"PSVACCO", "Customer Accounts", "PBSACCO"})
	p.statusPage("PLANINT", "Lanternfield Internal", "private", "https://internal-status."+domain, "Q",
		pageService{"QSVPAYM", "Payments", "PBSPAYM"}, pageService{"QSVSTOC", "Warehouse", "PBSSTOC"})

	slow := &pagePost{id: "PPSLOWC", title: "Slow checkout in Europe", postType: "incident"}
	public.posts.add(slow.id, slow)
	const opened = 20 * time.Hour // as the incident of this name
	for n, u := range []struct {
		after                     time.Duration
		status, severity, message string
		impact                    string
	}{
		{12 * time.Minute, "PSTINVE", "PSVMINO", "Placing an order takes longer than usual for customers in Europe. We are looking into it.", "PIMPART"},
		{35 * time.Minute, "PSTDETE", "PSVMINO", "A change of this evening is the cause. We are taking it back.", "PIMPART"},
		{50 * time.Minute, "PSTRESO", "PSVGOOD", "Orders are as fast as usual again. No order was lost.", "PIMOPER"},
	} {
		p.pageUpdate(public, slow, []string{"PPUSLO1", "PPUSLO2", "PPUSLO3"}[n], opened-u.after, u.status, u.severity, u.message, n != 1, "PSVPAYM", u.impact)
	}
	count := &pagePost{id: "PPCOUNT", title: "Weekly count in the warehouse", postType: "maintenance", starts: p.ago(2 * time.Hour), ends: p.ago(-6 * time.Hour)}
	public.posts.add(count.id, count)
	p.pageUpdate(public, count, "PPUCOU1", day, "PSTSCHE", "PSVMAIN", "Delivery dates are estimates while we count the stock.", true, "PSVSTOC", "PIMWORK")
	p.pageUpdate(public, count, "PPUCOU2", 2*time.Hour, "PSTPROG", "PSVMAIN", "We have begun to count.", false, "PSVSTOC", "PIMMAIN")
}

// statusPage adds a published page with the default terms.
func (p *seeder) statusPage(id, name, kind, url, prefix string, services ...pageService) *statusPage {
	page := p.statusPages.add(id, &statusPage{id: id, name: name, kind: kind, url: url, publishedAt: p.ago(300 * day)})
	for _, s := range services {
		page.services.add(s.id, &s)
	}
	for _, terms := range []struct {
		to    *collection[pageTerm]
		terms []pageTerm
	}{{&page.severities, pageSeverities()}, {&page.statuses, pageStatuses()}, {&page.impacts, pageImpacts()}} {
		for _, t := range terms.terms {
			t.id = prefix + t.id
			terms.to.add(t.id, &t)
		}
	}
	return page
}

func (p *seeder) pageUpdate(page *statusPage, post *pagePost, id string, age time.Duration, status, severity, message string, notify bool, service, impact string) {
	post.updates = append(post.updates, &pageUpdate{
		id: id, message: message, notify: notify, at: p.ago(age), status: page.statuses.byID[status], severity: page.severities.byID[severity],
		impacts: []pageImpact{{page.services.byID[service], page.impacts.byID[impact]}},
	})
}
