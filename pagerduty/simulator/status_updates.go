package simulator

import (
	"slices"
	"strings"
	"time"
)

// subscriber is a user or a team that receives the status updates of an incident. via are business services through which it is
// subscribed indirectly.
type subscriber struct {
	user *user
	team *team
	via  []*businessService
}

// statusUpdate is a message to the subscribers of an incident.
type statusUpdate struct {
	id, subject, message, html string
	sender                     *user
	at                         time.Time
}

func statusUpdateRoutes() []route {
	const path = "/incidents/{id}/status_updates"
	return []route{
		{method: "POST", path: path, acts: true, handle: createStatusUpdate},
		{method: "GET", path: path + "/subscribers", handle: listSubscribers},
		{method: "POST", path: path + "/subscribers", handle: addSubscribers},
	}
}

func createStatusUpdate(c *call) (any, error) {
	i, err := c.incident()
	if err != nil {
		return nil, err
	}
	var in struct {
		Message string `json:"message"`
		Subject string `json:"subject"`
		HTML    string `json:"html_message"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if strings.TrimSpace(in.Message) == "" {
		return nil, invalid("message must not be empty")
	}
	update := c.account.sendStatusUpdate(i, &statusUpdate{subject: in.Subject, message: in.Message, html: in.HTML, sender: c.from, at: c.now})
	return map[string]any{"status_update": c.renderer().statusUpdate(update)}, nil
}

// sendStatusUpdate sends an update to the subscribers of an incident.
func (a *account) sendStatusUpdate(i *incident, update *statusUpdate) *statusUpdate {
	update.id, i.updatedAt = a.newShortID(), update.at
	i.statusUpdates = append(i.statusUpdates, update)
	a.remark(i, updateChannel, "Status update sent", update.message, agent{user: update.sender}, update.at)
	return update
}

type statusUpdateView struct {
	ID        string    `json:"id"`
	Subject   string    `json:"subject"`
	Message   string    `json:"message"`
	HTML      string    `json:"html_message"`
	CreatedAt string    `json:"created_at"`
	Sender    reference `json:"sender"`
}

func (r *renderer) statusUpdate(u *statusUpdate) statusUpdateView {
	return statusUpdateView{u.id, u.subject, u.message, u.html, r.time(u.at), u.sender.reference()}
}

// listSubscribers answers with a page, although PagerDuty does not let one choose it.
func listSubscribers(c *call) (any, error) {
	i, err := c.incident()
	if err != nil {
		return nil, err
	}
	page, more := cut(i.subscribers, maxLimit, 0, c.pages)
	return map[string]any{
		"subscribers": each(page, subscriber.view), "account_id": "PLANTRN", "limit": maxLimit, "offset": 0, "more": more, "total": len(i.subscribers),
	}, nil
}

type subscriberView struct {
	ID       string       `json:"subscriber_id"`
	Type     string       `json:"subscriber_type"`
	Indirect bool         `json:"has_indirect_subscription"`
	Via      []namedViaID `json:"subscribed_via"`
}

type namedViaID struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// head returns the id and the type.
func (s subscriber) head() (id, kind string) {
	if s.team != nil {
		return s.team.id, "team"
	}
	return s.user.id, "user"
}

func (s subscriber) view() subscriberView {
	id, kind := s.head()
	v := subscriberView{ID: id, Type: kind, Indirect: len(s.via) > 0}
	for _, via := range s.via {
		v.Via = append(v.Via, namedViaID{via.id, via.name})
	}
	return v
}

type subscriptionView struct {
	SubscriberID     string `json:"subscriber_id"`
	SubscriberType   string `json:"subscriber_type"`
	SubscribableID   string `json:"subscribable_id"`
	SubscribableType string `json:"subscribable_type"`
	AccountID        string `json:"account_id"`
	Result           string `json:"result"`
}

type subscriberInput struct {
	ID   string `json:"subscriber_id"`
	Type string `json:"subscriber_type"`
}

// addSubscribers subscribes users and teams.
func addSubscribers(c *call) (any, error) {
	i, err := c.incident()
	if err != nil {
		return nil, err
	}
	var in struct {
		Subscribers []subscriberInput `json:"subscribers"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if len(in.Subscribers) == 0 {
		return nil, invalid("the body must have subscribers")
	}
	for n, s := range in.Subscribers {
		if s.Type != "user" && s.Type != "team" {
			c.problem("subscribers.%d.subscriber_type must be user or team, not %q", n, s.Type)
		}
	}
	if err := c.refusal(); err != nil {
		return nil, err
	}
	return map[string]any{"subscriptions": each(in.Subscribers, func(s subscriberInput) subscriptionView {
		return subscriptionView{s.ID, s.Type, i.id, "incident", "PLANTRN", c.account.subscribe(i, s)}
	})}, nil
}

// subscribe subscribes a user or a team, and returns the result. One that does not exist is unauthorized.
func (a *account) subscribe(i *incident, in subscriberInput) string {
	added := subscriber{user: a.users.byID[in.ID]}
	if in.Type == "team" {
		added = subscriber{team: a.teams.byID[in.ID]}
	}
	switch {
	case added.team == nil && added.user == nil:
		return "unauthorized"
	case slices.ContainsFunc(i.subscribers, func(o subscriber) bool { return o.user == added.user && o.team == added.team }):
		return "duplicate"
	}
	i.subscribers = append(i.subscribers, added)
	return "success"
}
