package simulator

// vendor is a monitoring product that has integrations.
type vendor struct{ id, name string }

func vendors() *resource[vendor] {
	return &resource[vendor]{
		path: "/vendors", one: "vendor", many: "vendors",
		records: func(c *call) (*collection[vendor], error) { return &c.account.vendors, nil },
		id:      func(v *vendor) *string { return &v.id },
		head:    func(v *vendor) map[string]any { return v.head("vendor").members() },
		fields: []field[vendor]{
			shown("name", func(_ *renderer, v *vendor) any { return v.name }),
			shown("description", func(_ *renderer, v *vendor) any { return "" }),
			shown("website_url", func(*renderer, *vendor) any { return nil }),
			shown("logo_url", func(*renderer, *vendor) any { return nil }),
			shown("thumbnail_url", func(*renderer, *vendor) any { return nil }),
			shown("integration_guide_url", func(*renderer, *vendor) any { return nil }),
		},
		filters: []listFilter[vendor]{search(func(v *vendor) *string { return &v.name })},
	}
}

func vendorRoutes() []route { return vendors().routes() }

func (v *vendor) head(kind string) reference {
	return refer(kind, v.id, v.name, "/vendors/"+v.id, "/vendors/"+v.id)
}

// addVendors adds a few of PagerDuty's hundreds of vendors.
func (a *account) addVendors() {
	for _, v := range []vendor{
		{"PZQ6AUS", "Amazon CloudWatch"},
		{"PAM4FGS", "Datadog"},
		{"PKAPG94", "Email"},
		{"P1E28ZP", "Nagios"},
		{"PKN5TC7", "Prometheus"},
	} {
		a.vendors.add(v.id, &v)
	}
}
