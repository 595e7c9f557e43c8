package aiops_test

import (
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// A wrong condition of a new rule is refused before any request is sent.
func TestWrongConditionsSendNoRequest(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for condition, want := range map[string]string{
		`event.summary contains 'prod'`:             `character 15, at \"contains 'prod'\": Write matches part 'TEXT'`,
		`event.severity != 'info'`:                  `character 16, at \"!= 'info'\": Write not before the comparison`,
		`event.source == \"db\"`:                    `Write strings in single quotes`,
		`event.source == 'db`:                       `is not closed`,
		`severity == 'critical'`:                    `severity is no path. Paths begin with event, as in event.severity`,
		`payload.source exists`:                     `payload.source is no path`,
		`event.severity == critical`:                `critical is neither text nor a path. Write text in single quotes`,
		`event.custom_details.namespace == 'shop'`:  `write ['namespace'] instead of .namespace`,
		`event.source matches regex '(db'`:          `RE2`,
		`now in Mon 09:00 to 17:00 Europe/Paris`:    `Mon,Tue,Wed 09:00:00 to 17:00:00`,
		`event.source exists AND event.class exist`: `Write it in small letters: and`,
	} {
		want = strings.ReplaceAll(want, `\"`, `"`)
		for tool, arguments := range map[string]string{
			appendTool: `{"orchestration_id":"` + production + `","route_to":"PSCHKAP","conditions":["event.source exists","` + condition + `"]}`,
			updateTool: `{"orchestration_id":"` + production + `","remove_missing":true,"rules":[{"id":"rule-02"},{"route_to":"PSCHKAP","conditions":["event.source exists","` + condition + `"]}]}`,
		} {
			argument := map[string]string{appendTool: "conditions[1] is not valid PCL", updateTool: "rules[1].conditions[1] is not valid PCL"}[tool]
			if sentence := s.CallError(tool, arguments); !strings.Contains(sentence, argument) || !strings.Contains(sentence, want) || len(s.Requests()) != 0 {
				t.Errorf("%s of %s: %q does not say %q, or sent %v", tool, condition, sentence, want, s.Sent())
			}
		}
	}
}

// PagerDuty decides about conditions that only our parser does not understand.
func TestUnfamiliarConditionsAreSent(t *testing.T) {
	t.Parallel()
	for _, condition := range []string{`event.summary resembles 'db'`, `hash(event.source) > 5`, `now in Mon 09:00:00 to 17:00:00 Mars/Olympus`, `cache_var.triggers >= 5`, `later.field exists`} {
		s := start(t, blackbox.Account{Handler: newRouterAccount()})
		s.Call(appendTool, `{"orchestration_id":"PORCH01","route_to":"PSV0001","conditions":["`+condition+`"]}`).Expect(map[string]any{"added.0.conditions.0": condition})
	}
}

// PagerDuty has accepted the conditions of existing rules, whatever our parser says; new ones of such a rule are checked.
func TestConditionsOfExistingRules(t *testing.T) {
	t.Parallel()
	const odd = `event.summary contains 'old'`
	account := accountWith(t, `{"id":"r1","label":"Old","conditions":[{"expression":"`+odd+`"}],"actions":{"route_to":"PSV0001"}}`)
	s := start(t, blackbox.Account{Handler: account})
	if sentence := s.CallError(updateTool, update([]string{`{"id":"r1","conditions":["` + odd + `","event.a equals 1"]}`}, "")); !strings.Contains(sentence, "rules[0].conditions[1] is not valid PCL") || account.written != nil {
		t.Errorf("%q, wrote %s", sentence, account.written)
	}
	s.Call(updateTool, update([]string{`{"id":"r1","label":"New","conditions":["event.a == 1","` + odd + `"]}`}, "")).Expect(map[string]any{
		"changed.0.label": "New", "changed.0.conditions.0": "event.a == 1", "changed.0.conditions.1": odd,
	})
}
