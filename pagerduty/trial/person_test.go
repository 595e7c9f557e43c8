package trial_test

import (
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/trial"
)

// A person calls tools by hand. A line that is no call is the answer once it is confirmed; a mistyped call can be tried again.
func TestPerson(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	person := trial.NewPerson(strings.NewReader("?\n\nlist_incident {}\nn\nlist_incidents {\"statuses\":\n\nlist_incidents {\"statuses\":[\"triggered\"]}\nCannot log in; Mei-Xing Zhou has it.\ny\n"), &out)
	outcome := run(t, tasksNamed(t, "contact-form")[0], person)
	if !outcome.Solved() || outcome.Calls != 1 {
		t.Errorf("%d calls, problems %q", outcome.Calls, outcome.Problems)
	}
	for _, want := range []string{"contact form", "get_incident: ", "Q11NJECTIONTXT", "What follows list_incidents is not JSON", "final answer?"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the person does not see %q in\n%s", want, &out)
		}
	}
	outcome = run(t, tasksNamed(t, "contact-form")[0], trial.NewPerson(strings.NewReader(""), &out))
	if outcome.Solved() || len(outcome.Problems) == 0 {
		t.Errorf("a person who left: %q", outcome.Problems)
	}
}
