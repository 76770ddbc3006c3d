package coach

// A Template is a set of KPIs to begin with: a funnel with words, kinds and targets that a team then makes its own.
// The words are chosen so that no two KPIs of a template share one, and each passes CheckTeam; a test sees to it.
// Aliases are what sellers type for short. It is where the setup begins and leaves no trace: a team that was made from
// one knows nothing of it, and no later version of a template changes a team.
type Template struct {
	ID    string // stays when the name changes
	Name  string // "Proactive ideas"
	About string // for whom it is, in a few words
	KPIs  []KPI  // in funnel order, without ids; amounts of money are in minor units of the given currency
}

// Templates are the sets of KPIs that a new team may begin with, the first being the one that says most about what to
// count: at most four activities that a person steers, and the results that follow. Money is counted in the given
// currency. Each call returns a fresh copy.
// Targets are for one person, and modest: a team that reaches its first ones believes in the next. The currency is an
// ISO 4217 code that the setup has checked. With Lag and Minutes left at 0, as both differ between any two companies.
func Templates(currency string) []Template {
	return []Template{
		{
			ID: "ideas", Name: "Proactive ideas", About: "Sellers who bring customers ideas before they are asked",
			KPIs: []KPI{
				leads("proactive idea", "proactive ideas", Target{5, Weekly}, "idea", "ideas"),
				leads("conversation", "conversations", Target{20, Weekly}, "convo", "convos", "call", "calls"),
				leads("new opportunity", "new opportunities", Target{2, Weekly}, "opportunity", "opportunities", "opp", "opps"),
				results("closed deal", "closed deals", "", Target{2, Monthly}, "deal", "deals", "win", "wins"),
			},
		},
		{
			// The one with a target a day, since nobody plans dials by the week.
			ID: "outbound", Name: "Outbound", About: "Sales development: from dials to revenue",
			KPIs: []KPI{
				leads("dial", "dials", Target{30, Daily}, "ring", "rings"),
				leads("conversation", "conversations", Target{25, Weekly}, "convo", "convos"),
				leads("meeting", "meetings", Target{6, Weekly}, "mtg", "mtgs", "demo", "demos"),
				leads("opportunity", "opportunities", Target{8, Monthly}, "opp", "opps"),
				results("deal", "deals", "", Target{3, Monthly}, "win", "wins"),
				money(currency, 90_000),
			},
		},
		{
			ID: "closing", Name: "Inbound and closing", About: "Account executives who work what comes in",
			KPIs: []KPI{
				leads("discovery call", "discovery calls", Target{8, Weekly}, "discovery", "disco"),
				leads("demo", "demos", Target{5, Weekly}, "demonstration", "demonstrations"),
				leads("proposal", "proposals", Target{3, Weekly}, "offer", "offers", "quote", "quotes"),
				leads("follow-up", "follow-ups", Target{15, Weekly}),
				results("deal", "deals", "", Target{4, Monthly}, "win", "wins"),
				money(currency, 120_000),
			},
		},
		{
			ID: "accounts", Name: "Account management", About: "Growing and keeping the customers that there are",
			KPIs: []KPI{
				leads("check-in call", "check-in calls", Target{12, Weekly}, "call", "calls", "touchpoint", "touchpoints"),
				leads("account review", "account reviews", Target{3, Weekly}, "review", "reviews"),
				leads("growth idea", "growth ideas", Target{2, Weekly}, "idea", "ideas"),
				results("renewal", "renewals", "", Target{3, Monthly}),
				results("expansion", "expansions", "", Target{2, Monthly}, "upsell", "upsells"),
				money(currency, 60_000),
			},
		},
	}
}

// leads is a KPI that a person steers. A lag between steps is the team's to say.
func leads(name, plural string, target Target, aliases ...string) KPI {
	return KPI{Name: name, Plural: plural, Aliases: aliases, Kind: Leading, Target: target}
}

// results is a KPI that follows. Unit is "" for what is counted in things.
func results(name, plural, unit string, target Target, aliases ...string) KPI {
	return KPI{Name: name, Plural: plural, Aliases: aliases, Kind: Lagging, Unit: unit, Target: target}
}

// money is revenue, with a target a quarter in whole units of the currency. By the quarter, since a sum a month swings
// with single deals.
func money(currency string, whole int64) KPI {
	// The smallest unit of the currency decides what a target of whole ones is.
	k := results("revenue", "revenue", currency, Target{Per: Quarterly}, "sales")
	k.Target.Count = whole * k.Whole()
	return k
}
