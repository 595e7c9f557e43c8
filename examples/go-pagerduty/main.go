// Command go-pagerduty acknowledges your triggered incidents with PagerDuty's Go client, and adds a note to each:
//
//	PAGERDUTY_USER_API_KEY=… go run .
//
// Its test shows how to test a program that uses go-pagerduty without a PagerDuty account. Three lines are enough:
//
//	account := simulatortest.New(t, simulator.Lenient())
//	client := pagerduty.NewClient(simulator.UserKey, pagerduty.WithAPIEndpoint(account.URL))
//	err := run(t.Context(), client, &output) // yours
//
// simulator.Lenient is needed because go-pagerduty sends members that PagerDuty ignores or has deprecated. The account keeps its
// state: the test finds the incidents acknowledged. The other tests call every operation that the simulator shares with go-pagerduty and
// with heimweh/go-pagerduty, the client in PagerDuty's Terraform provider.
package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/PagerDuty/go-pagerduty"
)

func main() {
	client := pagerduty.NewClient(os.Getenv("PAGERDUTY_USER_API_KEY"))
	if err := run(context.Background(), client, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "go-pagerduty:", err)
		os.Exit(1)
	}
}

// run acknowledges the triggered incidents of the client's user and writes a line about each.
func run(ctx context.Context, client *pagerduty.Client, out io.Writer) error {
	me, err := client.GetCurrentUserWithContext(ctx, pagerduty.GetCurrentUserOptions{})
	if err != nil {
		return fmt.Errorf("reading the user of the key: %w", err)
	}
	mine, err := triggered(ctx, client, me.ID)
	if err != nil {
		return fmt.Errorf("listing incidents: %w", err)
	}
	for _, incident := range mine {
		change := []pagerduty.ManageIncidentsOptions{{ID: incident.ID, Status: "acknowledged"}}
		if _, err := client.ManageIncidentsWithContext(ctx, me.Email, change); err != nil {
			return fmt.Errorf("acknowledging %s: %w", incident.ID, err)
		}
		note := pagerduty.IncidentNote{Content: me.Name + " is on it.", User: pagerduty.APIObject{Summary: me.Email}}
		if _, err := client.CreateIncidentNoteWithContext(ctx, incident.ID, note); err != nil {
			return fmt.Errorf("adding a note to %s: %w", incident.ID, err)
		}
		fmt.Fprintf(out, "acknowledged #%d %s\n", incident.IncidentNumber, incident.Title)
	}
	return nil
}

// triggered returns all triggered incidents of a user.
func triggered(ctx context.Context, client *pagerduty.Client, userID string) ([]pagerduty.Incident, error) {
	options := pagerduty.ListIncidentsOptions{Statuses: []string{"triggered"}, UserIDs: []string{userID}, Limit: 10, SortBy: "created_at"}
	var all []pagerduty.Incident
	for {
		page, err := client.ListIncidentsWithContext(ctx, options)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Incidents...)
		if !page.More {
			return all, nil
		}
		options.Offset += uint(len(page.Incidents))
	}
}
