package trial

import (
	"testing"
	"time"
)

func TestHolds(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text, fact string
		want       bool
	}{
		{"It is #4197.", "4197", true},
		{"It is 41970.", "4197", false},
		{"37 incidents", "3", false},
		{"p99 is 4.3 s", "3", false},
		{"It took 3, then 4.", "3", true},
		{"orders-dlq holds 1,204 messages", "204", false},
		{"BRUNO  Castellani has it", "Bruno Castellani", true},
		{"Liam O’Sullivan", "liam o'sullivan", true},
		{"Datadog", "Data", false},
		{"at 2026-10-14T14:53:00Z", "14:53", true},
		{"until 3:53 PM", "14:53|3:53 pm", true},
		{"from 09:00:00", "00:00", false},
		{"", "", false},
		{"anything", "", false},
		{"done|dusted", "dusted", true},
		{"ééé é", "é", true},
	} {
		if got := holds(test.text, test.fact); got != test.want {
			t.Errorf("%q holds %q: %t", test.text, test.fact, got)
		}
	}
}

func TestUnasked(t *testing.T) {
	t.Parallel()
	writes := writesOf("PUT", "/incidents", []byte(`{"incidents":[{"id":"A"},{"id":"B"}]}`))
	writes = append(writes, writesOf("PUT", "/incidents/A/merge/", []byte(`{"source_incidents":[{"id":"C"}]}`))...)
	writes = append(writes, "POST /incidents/A/notes", "POST /incidents/A/notes", "PUT /incidents/A")
	got := join(unasked(writes, []string{"PUT /incidents/A", "POST /incidents/*/notes"}))
	if want := "PUT /incidents/B, PUT /incidents/A/merge/C, POST /incidents/A/notes"; got != want {
		t.Errorf("unasked are %s, want %s", got, want)
	}
	if changes("GET", "/incidents") || changes("POST", "/analytics/raw/incidents") || !changes("POST", "/incidents") {
		t.Error("reading and changing are confused")
	}
}

func TestTimesOfTasksParse(t *testing.T) {
	t.Parallel()
	for _, task := range Tasks() {
		if _, err := time.Parse(time.RFC3339, task.Now); task.Now != "" && err != nil {
			t.Errorf("%s: %v", task.ID, err)
		}
		if task.now().Year() < 2026 {
			t.Errorf("%s begins at %v", task.ID, task.now())
		}
		for _, fact := range task.Holds {
			if holds(fact, "0001-01-01") || holds(fact, "00:00|12:00 am") && task.ID != "on-anyway" {
				t.Errorf("%s: a time of %q does not parse", task.ID, fact)
			}
		}
	}
}
