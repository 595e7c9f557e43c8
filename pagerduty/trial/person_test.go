package trial_test

import (
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/trial"
)

// A person calls tools by hand, and the first line that is no call is the answer.
func TestPerson(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	person := trial.NewPerson(strings.NewReader("?\n\nlist_incidents {\"statuses\":[\"triggered\"]}\nCannot log in; Mei-Xing Zhou has it.\n"), &out)
	outcome := run(t, tasksNamed(t, "contact-form")[0], person)
	if !outcome.Solved() || outcome.Calls != 1 {
		t.Errorf("%d calls, problems %q", outcome.Calls, outcome.Problems)
	}
	for _, want := range []string{"contact form", "get_incident: ", "Q11NJECTIONTXT"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the person does not see %q in\n%s", want, &out)
		}
	}
	outcome = run(t, tasksNamed(t, "contact-form")[0], trial.NewPerson(strings.NewReader(""), &out))
	if outcome.Solved() || len(outcome.Problems) == 0 {
		t.Errorf("a person who left: %q", outcome.Problems)
	}
}
