package oncall

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Reach is how PagerDuty notifies a user of incidents of high urgency. It holds no addresses.
type Reach struct {
	Known    bool     // false if the user was read without contact methods and notification rules
	Contacts int      // contact methods that PagerDuty uses
	Notifies []string // such as "push_notification at once" and "phone after 5m", in this order
}

// ReachOf returns how PagerDuty reaches a user that was read with IncludeContactMethods and IncludeNotificationRules.
func ReachOf(user pagerduty.User) Reach {
	reach := Reach{Known: true}
	refused := map[string]bool{}
	kinds := map[string]string{}
	for _, method := range user.ContactMethods {
		if strings.HasSuffix(method.Type, "_reference") {
			return Reach{}
		}
		refused[method.ID], kinds[method.ID] = method.Blacklisted, strings.TrimSuffix(method.Type, "_contact_method")
		if !method.Blacklisted {
			reach.Contacts++
		}
	}
	rules := slices.SortedStableFunc(slices.Values(user.NotificationRules), func(a, b pagerduty.NotificationRule) int {
		return cmp.Compare(a.StartDelayMinutes, b.StartDelayMinutes)
	})
	for _, rule := range rules {
		by := rule.ContactMethod
		switch {
		case rule.Urgency == "": // only a reference
			return Reach{}
		case rule.Urgency != "high" || refused[by.ID]:
		default:
			kind := cmp.Or(kinds[by.ID], strings.TrimSuffix(strings.TrimSuffix(by.Type, "_reference"), "_contact_method"))
			reach.Notifies = append(reach.Notifies, kind+" "+delay(rule.StartDelayMinutes))
		}
	}
	reach.Notifies = slices.Compact(reach.Notifies)
	return reach
}

func delay(minutes int) string {
	if minutes == 0 {
		return "at once"
	}
	return fmt.Sprintf("after %dm", minutes)
}
