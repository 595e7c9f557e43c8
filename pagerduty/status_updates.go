package pagerduty

import "context"

// Subscriber is a user or a team that receives the status updates of an incident.
type Subscriber struct {
	ID       string      `json:"subscriber_id"`
	Type     string      `json:"subscriber_type"`           // user or team
	Indirect bool        `json:"has_indirect_subscription"` // for example through a business service
	Via      []Reference `json:"subscribed_via"`            // what the indirect subscription is for
}

func (s *Subscriber) missing() string {
	if s.ID == "" {
		return "subscriber_id"
	}
	return ""
}

// StatusUpdate is a message to the subscribers of an incident.
type StatusUpdate struct {
	ID        string    `json:"id"`
	Subject   string    `json:"subject"`
	Message   string    `json:"message"`
	CreatedAt Time      `json:"created_at"`
	Sender    Reference `json:"sender"`
}

// NewStatusUpdate is the argument of SendStatusUpdate. Message is required.
type NewStatusUpdate struct {
	Message     string `json:"message"`
	Subject     string `json:"subject,omitempty"`      // of the e-mail
	HTMLMessage string `json:"html_message,omitempty"` // of the e-mail, in place of Message
}

// Subscribers returns the subscribers of an incident's status updates. PagerDuty has no further pages of them: More reports that there are
// others.
//
// Operation getIncidentNotificationSubscribers: GET /incidents/{id}/status_updates/subscribers.
func (s *IncidentsService) Subscribers(ctx context.Context, incidentID string) (*Page[Subscriber], error) {
	return fetchPage[Subscriber](ctx, s.core, get("getIncidentNotificationSubscribers", "incidents", incidentID, "status_updates", "subscribers"), "subscribers")
}

// NewSubscriber is a user or a team that is to receive the status updates of an incident.
type NewSubscriber struct {
	ID   string `json:"subscriber_id"`
	Type string `json:"subscriber_type"` // user or team
}

// Subscription is the result of subscribing a user or a team.
type Subscription struct {
	SubscriberID   string `json:"subscriber_id"`
	SubscriberType string `json:"subscriber_type"`
	Result         string `json:"result"` // success, duplicate or unauthorized
}

func (s *Subscription) missing() string {
	if s.SubscriberID == "" {
		return "subscriber_id"
	}
	return ""
}

// AddSubscribers subscribes users and teams to an incident's status updates.
//
// Operation createIncidentNotificationSubscribers: POST /incidents/{id}/status_updates/subscribers.
func (s *IncidentsService) AddSubscribers(ctx context.Context, incidentID string, subscribers ...NewSubscriber) ([]Subscription, error) {
	for _, subscriber := range subscribers {
		if err := checkIDs(subscriber.ID); err != nil {
			return nil, err
		}
	}
	body := map[string][]NewSubscriber{"subscribers": subscribers}
	r := post("createIncidentNotificationSubscribers", body, "incidents", incidentID, "status_updates", "subscribers")
	return items[Subscription](ctx, s.core, r, "subscriptions")
}

// SendStatusUpdate sends a message to the subscribers of an incident, in the name of the acting user (see WithFrom). It notifies people.
//
// Operation createIncidentStatusUpdate: POST /incidents/{id}/status_updates.
func (s *IncidentsService) SendStatusUpdate(ctx context.Context, incidentID string, update NewStatusUpdate) (*StatusUpdate, error) {
	r := post("createIncidentStatusUpdate", update, "incidents", incidentID, "status_updates").withFrom()
	r.notifies = true
	return one[StatusUpdate](ctx, s.core, r, "status_update")
}
