package answers

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

// belongsTo reports whether one of the teams of an object is among ids.
func belongsTo(teams []pagerduty.Reference, ids []string) bool {
	return slices.ContainsFunc(teams, func(team pagerduty.Reference) bool { return slices.Contains(ids, team.ID) })
}

// mostFiltered limits how many services of a filter are compared with its teams.
const mostFiltered = 20

// strangers returns a note on the services of a filter that belong to none of its teams: an incident must fit both, so that 0 may not mean
// that all is quiet. It reads nothing if there is only one filter.
func strangers(ctx context.Context, client *pagerduty.Client, services, teams []string) ([]string, error) {
	if len(services) == 0 || len(teams) == 0 {
		return nil, nil
	}
	asked := services[:min(mostFiltered, len(services))]
	names := make([]string, len(asked))
	err := parallel.Each(ctx, len(asked), func(ctx context.Context, i int) error {
		service, err := client.Services.Get(ctx, asked[i])
		if err == nil && !belongsTo(service.Teams, teams) {
			names[i] = fmt.Sprintf("%s (%s)", service.Name, service.ID)
		}
		return err
	})
	names = slices.DeleteFunc(names, func(name string) bool { return name == "" })
	switch {
	case len(names) == 0:
		return nil, err
	case len(names) == len(services):
		return []string{"service_ids and team_ids exclude each other, so hardly any incident can fit both, and 0 does not mean that all is quiet. In none of these teams: " + strings.Join(names, ", ") + "."}, err
	}
	return []string{"Hardly any incident of these services can fit, since they are in none of the teams of team_ids: " + strings.Join(names, ", ") + "."}, err
}

// filtersPart is the part that compares the services and the teams of a question, and puts the note on them into notes.
func filtersPart(client *pagerduty.Client, services, teams []string, notes *[]string) part {
	return part{"whether the services belong to the teams", func(ctx context.Context) (err error) {
		*notes, err = strangers(ctx, client, services, teams)
		return err
	}}
}
