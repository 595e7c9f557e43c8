package simulator

import (
	"math"
	"strings"
	"time"
)

func outlierIncidentRoutes() []route {
	return []route{{method: "GET", path: "/incidents/{id}/outlier_incident", ability: aiops, handle: getOutlierIncident}}
}

type outlierView struct {
	Incident any          `json:"incident"`
	Template templateView `json:"incident_template"`
}

type templateView struct {
	ID        string `json:"id"`
	ClusterID string `json:"cluster_id"`
	MinedText string `json:"mined_text"`
}

type briefOutlier struct {
	briefIncident
	Occurrence occurrence `json:"occurrence"`
}

type fullOutlier struct {
	incidentView
	Occurrence occurrence `json:"occurrence"`
}

// occurrence is how many similar incidents opened on the service of an incident before it.
type occurrence struct {
	Count     int     `json:"count"`
	Frequency float64 `json:"frequency"` // share of all incidents of the service
	Category  string  `json:"category"`
	Since     string  `json:"since"`
	Until     string  `json:"until"`
}

func getOutlierIncident(c *call) (any, error) {
	i, err := c.incident()
	if err != nil {
		return nil, err
	}
	r, since, full := c.renderer(), c.time("since", i.createdAt.Add(-30*day)), c.additionalDetails()
	answer := outlierView{Template: templateView{"T" + i.id[1:], "C" + i.id[1:], minedText(i.title)}}
	if occurs := r.occurrence(i, since); full {
		answer.Incident = fullOutlier{r.incident(i), occurs}
	} else {
		answer.Incident = briefOutlier{r.brief(i), occurs}
	}
	return map[string]any{"outlier_incident": answer}, nil
}

// minedText returns a title with <*> in place of words that vary. Those are the words with a digit.
func minedText(title string) string {
	words := strings.Fields(title)
	for n, word := range words {
		if strings.ContainsAny(word, "0123456789") {
			words[n] = "<*>"
		}
	}
	return strings.Join(words, " ")
}

// occurrence counts the incidents similar to i that opened on its service from since until i.
func (r *renderer) occurrence(i *incident, since time.Time) occurrence {
	alike, all := 0, 0
	for _, other := range r.account.incidents.order {
		if other.service != i.service || other.createdAt.Before(since) || !other.createdAt.Before(i.createdAt) {
			continue
		}
		all++
		if minedText(other.title) == minedText(i.title) {
			alike++
		}
	}
	o := occurrence{Count: alike, Since: r.time(since), Until: r.time(i.createdAt)}
	if all > 0 {
		o.Frequency = math.Round(100*float64(alike)/float64(all)) / 100
	}
	switch { // as documented by PagerDuty, which has no label between rare and frequent
	case alike == 0:
		o.Category = "anomalous"
	case o.Frequency <= 0.05:
		o.Category = "rare"
	case o.Frequency >= 0.2:
		o.Category = "frequent"
	}
	return o
}
