package doctor

import (
	"context"
	"errors"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// keyLimit is how long the key may take. A person may have to release it.
const keyLimit = 10 * time.Second

// account checks the settings of the account, the way to PagerDuty, the key and its rights, each if those before it allow that.
func (e *Examination) account(ctx context.Context) []Finding {
	tools, writes, err := e.Options.Tools(e.Process)
	if err != nil {
		return []Finding{
			{Check: "settings.values", State: Problem, Text: err.Error(), Mend: "Correct the setting: servers do not start with it."},
			{Check: "key", State: NotChecked, Text: "the settings are wrong"}, {Check: "network", State: NotChecked, Text: "the settings are wrong"},
		}
	}
	quota := &quota{}
	account, err := e.Options.Account(ctx, e.Process, pagerduty.WithReadOnly(), pagerduty.WithMaxRetryWait(0), pagerduty.WithTransport(quota))
	defer func() { account.Close() }() // even with an error there is an account
	findings, reached := e.network(ctx, account)
	for _, warning := range account.Warnings {
		text, mend := split(warning)
		findings = append(findings, Finding{Check: "key.settings", State: Warning, Text: text, Mend: mend})
	}
	if err != nil {
		return append(findings, unusable(err, account), Finding{Check: "rights", State: NotChecked, Text: "there is no key to ask with"})
	}
	findings = append(findings, source(account))
	if !reached {
		return append(findings, Finding{Check: "key.owner", State: NotChecked, Text: "PagerDuty is out of reach"},
			Finding{Check: "rights", State: NotChecked, Text: "PagerDuty is out of reach"})
	}
	asked, cancel := context.WithTimeout(ctx, keyLimit)
	defer cancel()
	key := account.CheckKey(asked, true)
	findings = append(findings, owner(account, key, writes)...)
	if key.Err != nil {
		return append(findings, Finding{Check: "rights", State: NotChecked, Text: "the key does not work"})
	}
	findings = append(findings, e.rights(ctx, account.Client, key.Owner, tools, writes)...)
	return append(findings, quota.findings()...)
}

// unusable explains why there is no key, or none that can be used.
func unusable(err error, account *command.Account) Finding {
	text, mend := split(err.Error())
	f := Finding{Check: "key.source", State: Problem, Text: text, Mend: mend}
	if mend != "" || account.Source == nil {
		return f
	}
	if _, isUnread := errors.AsType[*keys.ReadError](err); isUnread {
		f.Mend = "Correct what is there, or change " + account.Source.Remedy + "."
		if account.Source.Profile != nil {
			f.Mend = "Run " + account.Source.Remedy + "."
		}
	}
	return f
}

// source reports where the key is, which the client has not sent yet.
func source(account *command.Account) Finding {
	f := Finding{Check: "key.source", State: OK, Text: "the demo account's own"}
	if account.Source != nil {
		f.Text = "from " + account.Source.Name
	}
	return f
}

// owner reports whose key it is, and for which account.
func owner(account *command.Account, key command.KeyCheck, writes bool) []Finding {
	f := Finding{Check: "key.owner", State: OK, Text: key.Finding}
	if key.Err != nil {
		f.State = Problem
		f.Text, f.Mend = split(key.Advice)
		if errors.Is(key.Err, context.DeadlineExceeded) {
			f.State = NotChecked
		}
		return []Finding{f}
	}
	where := account.Where()
	switch {
	case account.IsDemo():
		where = key.Owner.Account + ", which is made up"
	case key.Owner.Account != "":
		where = key.Owner.Account + ", at " + where
	}
	findings := []Finding{f, {Check: "key.account", State: OK, Text: where}}
	if key.Advice == "" {
		return findings
	}
	from := Finding{Check: "key.from", State: Warning}
	if from.Text, from.Mend = split(key.Advice); writes {
		from.State = Problem
	}
	return append(findings, from)
}
