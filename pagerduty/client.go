package pagerduty

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"time"
)

// Client speaks to one PagerDuty account with one credential. It is immutable after New and safe
// for concurrent use. Its fields are PagerDuty's resources, a service each.
type Client struct {
	AlertGroupingSettings *AlertGroupingSettingsService
	EscalationPolicies    *EscalationPoliciesService
	EventOrchestrations   *EventOrchestrationsService
	Incidents             *IncidentsService
	LogEntries            *LogEntriesService
	OnCalls               *OnCallsService
	Priorities            *PrioritiesService
	Schedules             *SchedulesService
	Services              *ServicesService
	Teams                 *TeamsService
	Users                 *UsersService

	core *core
}

// core is what all services share: how a request is made, sent, repeated and understood.
type core struct {
	session          *session
	http             *http.Client
	base             *url.URL
	userAgent        string
	from             string
	readOnly         bool
	maxRetryWait     time.Duration
	maxResponseBytes int64
	large            turns // for answers of unusual size
	rate             rateLimit
	clock            theirClock
}

// New makes a client. It sends nothing: the credential is first asked when a request is made.
func New(credential Credential, options ...Option) (*Client, error) {
	if function, ok := credential.(CredentialFunc); credential == nil || ok && function == nil {
		return nil, &ArgumentError{Argument: "credential", Message: "is nil: give an APIKey, a BearerToken or another Credential"}
	}
	settings := defaultSettings()
	for _, option := range options {
		if option != nil {
			option(settings)
		}
	}
	if token, ok := credential.(Token); ok {
		if err := token.valid(); err != nil {
			return nil, &ArgumentError{Argument: "credential", Message: err.Error()}
		}
		settings.region = cmp.Or(settings.region, token.Region())
	}
	if err := settings.check(); err != nil {
		return nil, err
	}
	base, err := settings.baseURL()
	if err != nil {
		return nil, err
	}
	return newClient(&core{
		session:          newSession(credential),
		http:             settings.httpClient(),
		base:             base,
		userAgent:        settings.userAgent,
		from:             settings.from,
		readOnly:         settings.readOnly,
		maxRetryWait:     settings.maxRetryWait,
		maxResponseBytes: settings.maxResponseBytes,
		large:            settings.large,
	}), nil
}

func newClient(core *core) *Client {
	return &Client{
		AlertGroupingSettings: &AlertGroupingSettingsService{core},
		EscalationPolicies:    &EscalationPoliciesService{core},
		EventOrchestrations:   &EventOrchestrationsService{core},
		Incidents:             &IncidentsService{core},
		LogEntries:            &LogEntriesService{core},
		OnCalls:               &OnCallsService{core},
		Priorities:            &PrioritiesService{core},
		Schedules:             &SchedulesService{core},
		Services:              &ServicesService{core},
		Teams:                 &TeamsService{core},
		Users:                 &UsersService{core},
		core:                  core,
	}
}

// Client gives c itself: a Client is the ClientSource of one account.
func (c *Client) Client(context.Context) (*Client, error) { return c, nil }

// BaseURL is where the client sends its requests, such as "https://api.pagerduty.com".
func (c *Client) BaseURL() string { return c.core.base.String() }

// ReadOnly reports whether the client refuses to change the account.
func (c *Client) ReadOnly() bool { return c.core.readOnly }
