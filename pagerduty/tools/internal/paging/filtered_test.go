package paging_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
)

// A filter that only looks like an id is looked up if the list is empty.
func TestFiltered(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for name, test := range map[string]struct {
		team   string
		listed map[string][]string // items by team id
		fails  map[string]error
		items  []string
		asked  []string // the ids of the lists that were read
		want   string   // in the error
	}{
		"found":                {"PTEAM01", map[string][]string{"PTEAM01": {"a"}}, nil, []string{"a"}, []string{"PTEAM01"}, ""},
		"a name":               {"blue", map[string][]string{"PBLUE01": {"b"}}, nil, []string{"b"}, []string{"PBLUE01"}, ""},
		"really empty":         {"PBLUE01", nil, nil, nil, []string{"PBLUE01"}, ""},
		"a name like an id":    {"PTEAM02", map[string][]string{"PBLUE01": {"b"}}, nil, []string{"b"}, []string{"PTEAM02", "PBLUE01"}, ""},
		"refused, a name":      {"PTEAM02", map[string][]string{"PBLUE01": {"b"}}, map[string]error{"PTEAM02": pagerduty.ErrNotFound}, []string{"b"}, []string{"PTEAM02", "PBLUE01"}, ""},
		"neither":              {"PTEAM09", nil, nil, nil, []string{"PTEAM09"}, "team_ids[0]"},
		"broken":               {"PTEAM01", nil, map[string]error{"PTEAM01": broken}, nil, []string{"PTEAM01"}, "broken"},
		"illegal":              {"a/b", nil, nil, nil, nil, "team_ids[0]"},
		"empty, by its name":   {"blue", nil, nil, nil, []string{"PBLUE01"}, ""},
		"a name that is wrong": {"green", nil, nil, nil, nil, "no team has"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var ids, asked []string
			filters := []identify.Argument{identify.Many(identify.Team(), "team_ids", []string{test.team}, &ids)}
			list, err := paging.Filtered(t.Context(), teams(t), filters, func(context.Context) (mcptools.List[string], error) {
				asked = append(asked, ids...)
				return mcptools.List[string]{Items: test.listed[ids[0]]}, test.fails[ids[0]]
			})
			if !slices.Equal(list.Items, test.items) || !slices.Equal(asked, test.asked) {
				t.Errorf("listed %v by %v, want %v by %v", list.Items, asked, test.items, test.asked)
			}
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v, want %q", err, test.want)
			}
		})
	}
}

// teams is an account with the team Blue, which the search also finds as PTEAM02.
func teams(t *testing.T) *pagerduty.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch query := r.URL.Query().Get("query"); {
		case r.URL.Path == "/teams/PBLUE01":
			_, _ = io.WriteString(w, `{"team":{"id":"PBLUE01","name":"Blue"}}`)
		case r.URL.Path != "/teams":
			w.WriteHeader(http.StatusNotFound)
		case query == "blue":
			_, _ = io.WriteString(w, `{"teams":[{"id":"PBLUE01","name":"Blue"}]}`)
		case query == "PTEAM02":
			_, _ = io.WriteString(w, `{"teams":[{"id":"PBLUE01","name":"pteam02"}]}`)
		default:
			_, _ = io.WriteString(w, `{"teams":[]}`)
		}
	}))
	t.Cleanup(server.Close)
	client, err := pagerduty.New(pagerduty.APIKey("key"), pagerduty.WithBaseURL(server.URL), pagerduty.WithTransport(server.Client().Transport))
	if err != nil {
		t.Fatal(err)
	}
	return client
}
