package pagerduty

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"time"
)

// Client sends requests to one PagerDuty account with one credential. It is immutable and safe for concurrent use. Each field is a
// service with the methods of one kind of resource.
type Client struct {
	AlertGroupingSettings *AlertGroupingSettingsService
	BusinessServices      *BusinessServicesService
	ChangeEvents          *ChangeEventsService
	Analytics             *AnalyticsService
	EscalationPolicies    *EscalationPoliciesService
	EventOrchestrations   *EventOrchestrationsService
	IncidentTypes         *IncidentTypesService
	IncidentWorkflows     *IncidentWorkflowsService
	Incidents             *IncidentsService
	LogEntries            *LogEntriesService
	MaintenanceWindows    *MaintenanceWindowsService
	OnCalls               *OnCallsService
	Priorities            *PrioritiesService
	Schedules             *SchedulesService
	ServiceDependencies   *ServiceDependenciesService
	ServiceIntegrations   *ServiceIntegrationsService
	Services              *ServicesService
	ShiftSchedules        *ShiftSchedulesService
	StatusPages           *StatusPagesService
	Teams                 *TeamsService
	Users                 *UsersService
	Vendors               *VendorsService
	WebhookSubscriptions  *WebhookSubscriptionsService

	core *core
}

// core is shared by all services of a client. It builds, sends and retries requests.
type core struct {
	session          *session
	http             *http.Client
	base             *url.URL
	userAgent        string
	from             string
	readOnly         bool
	maxRetryWait     time.Duration
	maxResponseBytes int64
	largeBodies      semaphore // see core.read
	observer         Observer  // nil for none
	rate             rateLimit
	clock            serverClock
}

// New returns a client. The credential is a Token, such as ParseToken returns, or a CredentialFunc. New sends nothing: the token is first
// read from the credential for the first request.
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
	if app, ok := credential.(*AppCredential); ok {
		settings.region = cmp.Or(settings.region, app.Region())
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
		largeBodies:      settings.largeBodies,
		observer:         settings.observer,
	}), nil
}

func newClient(core *core) *Client {
	return &Client{
		AlertGroupingSettings: &AlertGroupingSettingsService{core},
		BusinessServices:      &BusinessServicesService{core},
		ChangeEvents:          &ChangeEventsService{core},
		Analytics:             &AnalyticsService{core},
		EscalationPolicies:    &EscalationPoliciesService{core},
		EventOrchestrations:   &EventOrchestrationsService{core},
		IncidentTypes:         &IncidentTypesService{core},
		IncidentWorkflows:     &IncidentWorkflowsService{core},
		Incidents:             &IncidentsService{core},
		LogEntries:            &LogEntriesService{core},
		MaintenanceWindows:    &MaintenanceWindowsService{core},
		OnCalls:               &OnCallsService{core},
		Priorities:            &PrioritiesService{core},
		Schedules:             &SchedulesService{core},
		ServiceDependencies:   &ServiceDependenciesService{core},
		ServiceIntegrations:   &ServiceIntegrationsService{core},
		Services:              &ServicesService{core},
		ShiftSchedules:        &ShiftSchedulesService{core},
		StatusPages:           &StatusPagesService{core},
		Teams:                 &TeamsService{core},
		Users:                 &UsersService{core},
		Vendors:               &VendorsService{core},
		WebhookSubscriptions:  &WebhookSubscriptionsService{core},
		core:                  core,
	}
}

// Client returns c: a Client is the ClientSource of one account.
func (c *Client) Client(context.Context) (*Client, error) { return c, nil }

// BaseURL returns the address that the client sends its requests to, such as "https://api.pagerduty.com".
func (c *Client) BaseURL() string { return c.core.base.String() }

// ReadOnly reports whether the client refuses to change the account; see WithReadOnly.
func (c *Client) ReadOnly() bool { return c.core.readOnly }
