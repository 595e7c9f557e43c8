package pagerduty_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// settingsPage returns a page of settings with these ids, and the cursor of the next page; "" for none.
func settingsPage(after string, ids ...string) httpmock.Responder {
	var settings []string
	for _, id := range ids {
		settings = append(settings, fmt.Sprintf(`{"id":%q,"type":"time","config":{"timeout":300}}`, id))
	}
	cursor := "null"
	if after != "" {
		cursor = fmt.Sprintf("%q", after)
	}
	return answer(http.StatusOK, `{"alert_grouping_settings":[`+strings.Join(settings, ",")+`],"after":`+cursor+`,"before":"x","total":null}`)
}

func settingIDs(settings []pagerduty.AlertGroupingSetting) string {
	var ids []string
	for _, setting := range settings {
		ids = append(ids, setting.ID)
	}
	return strings.Join(ids, " ")
}

func TestEveryPageByCursorIsRead(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, inTurn(t, settingsPage("two+/=", "PA", "PB"), settingsPage("three", "PC"), settingsPage("", "PD", "PE")))
	options := pagerduty.ListAlertGroupingSettingsOptions{ServiceIDs: []string{"PSVC"}}
	settings, err := drain(client.AlertGroupingSettings.All(t.Context(), options))
	if err != nil || settingIDs(settings) != "PA PB PC PD PE" {
		t.Errorf("got %s, %v", settingIDs(settings), err)
	}
	sent.expect(t,
		"GET /alert_grouping_settings?limit=100&service_ids[]=PSVC",
		"GET /alert_grouping_settings?after=two%2B%2F%3D&limit=100&service_ids[]=PSVC",
		"GET /alert_grouping_settings?after=three&limit=100&service_ids[]=PSVC")
}

func TestListFromThePageBeforeACursor(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, inTurn(t, settingsPage("two", "PA"), settingsPage("", "PB")))
	options := pagerduty.ListAlertGroupingSettingsOptions{CursorOptions: pagerduty.CursorOptions{PageSize: 1, Before: "two"}}
	settings, err := drain(client.AlertGroupingSettings.All(t.Context(), options))
	if err != nil || settingIDs(settings) != "PA PB" {
		t.Errorf("got %s, %v", settingIDs(settings), err)
	}
	sent.expect(t, "GET /alert_grouping_settings?before=two&limit=1", "GET /alert_grouping_settings?after=two&limit=1")
}

func TestPageByCursorIsOneRequest(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options pagerduty.CursorOptions
		answer  httpmock.Responder
		line    string
		next    string
		total   int // -1 for none
	}{
		"the first":       {pagerduty.CursorOptions{}, settingsPage("two", "PA"), "GET /alert_grouping_settings", "two", -1},
		"the second":      {pagerduty.CursorOptions{PageSize: 1, After: "two"}, settingsPage("three", "PA"), "GET /alert_grouping_settings?after=two&limit=1", "three", -1},
		"the last":        {pagerduty.CursorOptions{After: "three"}, settingsPage("", "PA"), "GET /alert_grouping_settings?after=three", "", -1},
		"the one before":  {pagerduty.CursorOptions{Before: "two"}, settingsPage("two", "PA"), "GET /alert_grouping_settings?before=two", "two", -1},
		"empty cursor":    {pagerduty.CursorOptions{}, answer(200, `{"alert_grouping_settings":[{"id":"PA"}],"after":""}`), "GET /alert_grouping_settings", "", -1},
		"odd cursor":      {pagerduty.CursorOptions{}, answer(200, `{"after":{},"total":"many","alert_grouping_settings":[{"id":"PA"}]}`), "GET /alert_grouping_settings", "", -1},
		"counted":         {pagerduty.CursorOptions{Total: true}, answer(200, `{"alert_grouping_settings":[{"id":"PA"}],"total":105}`), "GET /alert_grouping_settings?total=true", "", 105},
		"counted as none": {pagerduty.CursorOptions{Total: true}, answer(200, `{"alert_grouping_settings":[{"id":"PA"}],"total":0}`), "GET /alert_grouping_settings?total=true", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, sent := newClient(t, inTurn(t, test.answer))
			page, err := client.AlertGroupingSettings.List(t.Context(), pagerduty.ListAlertGroupingSettingsOptions{CursorOptions: test.options})
			if err != nil {
				t.Fatal(err)
			}
			sent.expect(t, test.line)
			if settingIDs(page.Items) != "PA" || page.NextCursor != test.next || page.More != (test.next != "") || page.NextOffset != 0 {
				t.Errorf("got %+v", page)
			}
			if (page.Total != nil) != (test.total >= 0) || page.Total != nil && *page.Total != test.total {
				t.Errorf("total %v, want %d", page.Total, test.total)
			}
		})
	}
}

// If the cursors of a list lead nowhere new, its last value is an error.
func TestCursorsWithoutEnd(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answers []httpmock.Responder
		options pagerduty.CursorOptions
		ids     string
		message string
	}{
		"the same cursor":        {[]httpmock.Responder{settingsPage("two", "PA"), settingsPage("two", "PB")}, pagerduty.CursorOptions{}, "PA PB", "came again"},
		"back to where it began": {[]httpmock.Responder{settingsPage("one", "PA")}, pagerduty.CursorOptions{After: "one"}, "PA", "came again"},
		"two in turn": {[]httpmock.Responder{settingsPage("two", "PA"), settingsPage("three", "PB"), settingsPage("two", "PC")},
			pagerduty.CursorOptions{}, "PA PB PC", "came again"},
		"an empty page": {[]httpmock.Responder{settingsPage("two", "PA"), settingsPage("three")}, pagerduty.CursorOptions{}, "PA", "page is empty"},
		"nothing new":   {[]httpmock.Responder{settingsPage("two", "PA"), settingsPage("three", "PA")}, pagerduty.CursorOptions{}, "PA", "came again"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, sent := newClient(t, inTurn(t, test.answers...))
			settings, err := drain(client.AlertGroupingSettings.All(t.Context(), pagerduty.ListAlertGroupingSettingsOptions{CursorOptions: test.options}))
			if err == nil || !strings.Contains(err.Error(), test.message) || settingIDs(settings) != test.ids {
				t.Errorf("got %s, %v", settingIDs(settings), err)
			}
			if len(sent.requests()) != len(test.answers) {
				t.Errorf("requests: %q", sent.lines())
			}
		})
	}
}

func TestListByCursorCanBeLeft(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, inTurn(t, settingsPage("two", "PA", "PB")))
	for range client.AlertGroupingSettings.All(t.Context(), pagerduty.ListAlertGroupingSettingsOptions{}) {
		break
	}
	sent.expect(t, "GET /alert_grouping_settings?limit=100")
}

func TestListByCursorEndsWithItsError(t *testing.T) {
	t.Parallel()
	client, _ := newClient(t, inTurn(t, settingsPage("two", "PA"), answer(http.StatusForbidden, "")))
	settings, err := drain(client.AlertGroupingSettings.All(t.Context(), pagerduty.ListAlertGroupingSettingsOptions{}))
	if !errors.Is(err, pagerduty.ErrForbidden) || settingIDs(settings) != "PA" {
		t.Errorf("got %s, %v", settingIDs(settings), err)
	}
}

func TestCursorOptionsAreChecked(t *testing.T) {
	t.Parallel()
	for _, size := range []int{-1, 101} {
		client, sent := newClient(t, inTurn(t))
		options := pagerduty.ListAlertGroupingSettingsOptions{CursorOptions: pagerduty.CursorOptions{PageSize: size}}
		_, err := client.AlertGroupingSettings.List(t.Context(), options)
		_, errAll := drain(client.AlertGroupingSettings.All(t.Context(), options))
		for _, err := range []error{err, errAll} {
			if argument, ok := errors.AsType[*pagerduty.ArgumentError](err); !ok || argument.Argument != "PageSize" {
				t.Errorf("%d: error %v", size, err)
			}
		}
		sent.expect(t)
	}
}

// PagerDuty does not count orchestrations, and does not know the parameter.
func TestListThatIsNotCounted(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, inTurn(t,
		answer(http.StatusOK, `{"orchestrations":[{"id":"PA"}],"more":true,"total":null}`),
		answer(http.StatusOK, `{"orchestrations":[{"id":"PB"}],"more":true,"total":null}`),
		answer(http.StatusOK, `{"orchestrations":[{"id":"PC"}],"more":false,"total":null}`)))
	options := pagerduty.ListOrchestrationsOptions{PageOptions: pagerduty.PageOptions{PageSize: 1, Total: true}, SortBy: "routes:desc"}
	got, err := drain(client.EventOrchestrations.All(t.Context(), options))
	if err != nil || len(got) != 3 {
		t.Errorf("got %+v, %v", got, err)
	}
	sent.expect(t,
		"GET /event_orchestrations?limit=1&sort_by=routes:desc",
		"GET /event_orchestrations?limit=1&offset=1&sort_by=routes:desc",
		"GET /event_orchestrations?limit=1&offset=2&sort_by=routes:desc")
}
