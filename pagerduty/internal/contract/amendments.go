package contract

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// amendment corrects one value of contract.json. It fails when the value is not as expected, so that no amendment outlives
// its reason.
type amendment struct {
	at  string // path to the value, from a schema by name or from the answer of an operation by id
	was string // the value in contract.json; empty if there is none
	now string // empty to remove the value
}

// requestAmendments apply to requests.
var requestAmendments = []amendment{
	// PagerDuty marks the id and type of references as read-only. A validator does not require read-only members in requests, but a
	// reference consists of just these two.
	{"Tag_allOf_0/properties/id/readOnly", `true`, ``},
	{"Tag_allOf_0/properties/type/readOnly", `true`, ``},

	// null clears a custom field, as PagerDuty's documentation of custom field values says. Its own schema has a nullable value of each
	// data type here.
	{"CustomFieldsEditableFieldValue/properties/value/nullable", ``, `true`},
}

const (
	anInteger = `{"type":"integer"}`
	anyText   = `{"type":"string","nullable":true}`
	anyTime   = `{"type":"string","nullable":true,"format":"date-time"}`
	links     = `{"type":"array","items":{"$ref":"#/components/schemas/Context"}}`
	contact   = `{"$ref":"#/components/schemas/ContactMethodReference"}`
	rule      = `{"$ref":"#/components/schemas/NotificationRuleReference"}`
	incident  = `{"$ref":"#/components/schemas/Incident"}`
	vendor    = `{"$ref":"#/components/schemas/Vendor"}`
	overrides = "createScheduleOverride/items"

	workflowStep = "IncidentWorkflow/allOf/1/properties/steps/items/allOf/1/properties/action_configuration/properties"

	// Configurations of alert grouping.
	byContent      = `{"$ref":"#/components/schemas/ContentBasedAlertGroupingConfiguration"}`
	byBoth         = `{"$ref":"#/components/schemas/ContentBasedIntelligentAlertGroupingConfiguration"}`
	byTime         = `{"type":"object","properties":{"timeout":{"type":"integer","minimum":0,"maximum":86400}}}`
	byIntelligence = `{"type":"object","properties":{"iag_fields":{"type":"array","items":{"type":"string"},"default":["summary"]},
		"recommended_time_window":{"type":"integer","readOnly":true},"time_window":{"type":"integer","minimum":0,"maximum":3600}}}`

	anyContact = `{"oneOf":[` + contact + `,{"$ref":"#/components/schemas/PhoneContactMethod"},{"$ref":"#/components/schemas/PushContactMethod"},
		{"$ref":"#/components/schemas/EmailContactMethod"},{"$ref":"#/components/schemas/WhatsAppContactMethod"}]}`

	// event is an event in PagerDuty's common event format, as PagerDuty's own console (pd-live-react) reads it.
	event = `{"type":"object","nullable":true,"properties":{"details":{},"contexts":` + links + `,"creation_time":` + anyTime + `,
		"description":` + anyText + `,"message":` + anyText + `,"severity":` + anyText + `,"event_class":` + anyText + `,"source_origin":` + anyText + `,
		"source_component":` + anyText + `,"source_location":` + anyText + `,"service_group":` + anyText + `,"client":` + anyText + `,
		"client_url":` + anyText + `,"dedup_key":` + anyText + `,"reporter_component":` + anyText + `,"reporter_location":` + anyText + `}}`
)

// answerAmendments apply to answers, for reasons found in PagerDuty's documentation, published answers or clients.
var answerAmendments = []amendment{
	// This type is missing from the list of types in LogEntry, which is right.
	{"AcknowledgeLogEntry/allOf/1/properties/type/enum", `["acknowledgement_log_entry"]`, `["acknowledge_log_entry"]`},

	// The published answer of createIncidentResponderRequest wraps each target in responder_request_target, like the request, and
	// spells the key incidents_responders.
	{"ResponderRequestTargetReference/properties/responder_request_target", ``, `{"$ref":"#/components/schemas/ResponderRequestTargetReference"}`},
	{"ResponderRequestTargetReference/properties/incidents_responders", ``,
		`{"type":"array","items":{"$ref":"#/components/schemas/IncidentsRespondersReference"}}`},

	// Each override has an HTTP status of its own. One that was refused has errors in place of the override.
	{overrides + "/properties/status/type", `"number"`, `"integer"`},
	{overrides + "/required", `["override"]`, ``},

	// The operation pages by after and before and counts on demand. Its answer lacks these members in the contract.
	{"listAlertGroupingSettings/allOf/0/properties/after", ``, anyText},
	{"listAlertGroupingSettings/allOf/0/properties/before", ``, anyText},
	{"listAlertGroupingSettings/allOf/0/properties/total", ``, `{"type":"integer","nullable":true}`},

	// The key of an integration that takes events, as read by go-pagerduty and the Terraform provider. The contract has only the
	// address of one that takes e-mail.
	{"Integration/allOf/1/properties/integration_key", ``, anyText},

	// The contract has a list here; the published answer has one vendor.
	{"getVendor/properties/vendor", `{"type":"array","items":` + vendor + `}`, vendor},

	// When the object was deleted, as users of go-pagerduty report (go-pagerduty#509).
	{"Reference/allOf/1/properties", ``, `{"deleted_at":` + anyTime + `}`},

	// A custom field without a value has null.
	{"CustomFieldsFieldValue/properties/value/nullable", ``, `true`},

	// What include[]=custom_fields adds, as PagerDuty's documentation of custom field values shows it.
	{"Incident/allOf/1/properties/custom_fields", ``, `{"type":"array","items":{"type":"object","properties":{"value":{},
		"id":` + anyText + `,"type":` + anyText + `,"name":` + anyText + `,"namespace":` + anyText + `,"display_name":` + anyText + `,
		"description":` + anyText + `,"data_type":` + anyText + `,"field_type":` + anyText + `}}}`},

	// The published answer has the occurrence, the point of this operation, in the incident.
	{"getOutlierIncident/properties/outlier_incident/properties/incident", incident, `{"allOf":[` + incident + `,{"type":"object","properties":{
		"occurrence":{"type":"object","properties":{"count":{"type":"integer"},"frequency":{"type":"number"},"category":{"type":"string"},
		"since":{"type":"string","format":"date-time"},"until":{"type":"string","format":"date-time"}}}}}]}`},

	// The event behind an alert, or behind the trigger of an incident. Events of the older API have client and links beside it.
	{"Alert/allOf/1/properties/body/properties/cef_details", ``, event},
	{"Channel/properties/cef_details", ``, event},
	{"Channel/properties/client", ``, anyText},
	{"Channel/properties/client_url", ``, anyText},
	{"Channel/properties/contexts", ``, links},

	// include[] returns these in full, and published notification rules have their contact method in full.
	{"User/allOf/1/properties/contact_methods/items", contact, anyContact},
	{"User/allOf/1/properties/notification_rules/items", rule, `{"oneOf":[` + rule + `,{"$ref":"#/components/schemas/NotificationRule"}]}`},
	{"NotificationRule/allOf/1/properties/contact_method", contact, anyContact},

	// Outputs of a workflow's step are declarations: they have a reference name in place of a value, as the published answer shows.
	{workflowStep + "/outputs/items/required", `["name","value"]`, `["name"]`},
	{workflowStep + "/inline_steps_inputs/items/properties/value/properties/steps/items/allOf/1/properties/action_configuration/properties/outputs/items/required",
		`["name","value"]`, `["name"]`},

	// The contract gives this member no type. Its neighbours are integers.
	{"AnalyticsIncidentMetrics/properties/total_incidents_auto_resolved", `{}`, anInteger},
	{"AnalyticsIncidentMetricsEscalationPolicy/properties/total_incidents_auto_resolved", `{}`, anInteger},
	{"getAnalyticsMetricsIncidentsAll/allOf/0/properties/data/items/properties/total_incidents_auto_resolved", `{}`, anInteger},

	// The start of a period is a time, as in the published answers.
	{"AnalyticsIncidentMetrics/properties/range_start/format", ``, `"date-time"`},
	{"AnalyticsIncidentMetricsEscalationPolicy/properties/range_start/format", ``, `"date-time"`},
	{"getAnalyticsMetricsIncidentsAll/allOf/0/properties/data/items/properties/range_start/format", ``, `"date-time"`},

	// A member without a name is a mistake.
	{"Notification/properties/", `{"type":"string"}`, ``},

	// The contract allows any configuration with any type of alert grouping.
	{"AlertGroupingSetting/properties/config/anyOf", `[` + byContent + `,` + byBoth + `,` + byTime + `,` + byIntelligence + `]`, ``},
	{"AlertGroupingSetting/anyOf", ``, `[
		{"type":"object","properties":{"type":{"enum":["content_based"]},"config":` + byContent + `}},
		{"type":"object","properties":{"type":{"enum":["content_based_intelligent"]},"config":` + byBoth + `}},
		{"type":"object","properties":{"type":{"enum":["time"]},"config":` + byTime + `}},
		{"type":"object","properties":{"type":{"enum":["intelligent"]},"config":` + byIntelligence + `}}]`},
}

// apply changes the value in a decoded contract.
func (a amendment) apply(contract map[string]any) error {
	path := strings.Split(a.at, "/")
	last := len(path) - 1
	object, _ := find(schemaOf(contract, path[0]), path[1:last]...).(map[string]any)
	if value := object[path[last]]; object == nil || !reflect.DeepEqual(value, decode(a.was)) {
		return fmt.Errorf("%s is %v, want %s", a.at, value, cmp.Or(a.was, "none"))
	}
	if a.now == "" {
		delete(object, path[last])
	} else {
		object[path[last]] = decode(a.now)
	}
	return nil
}

// schemaOf returns the schema with this name, or that of the answer of the operation with this id.
func schemaOf(contract map[string]any, name string) any {
	if named := find(contract, "components", "schemas", name); named != nil {
		return named
	}
	paths, _ := contract["paths"].(map[string]any)
	for _, item := range paths {
		operations, _ := item.(map[string]any)
		for _, operation := range operations {
			for _, status := range []string{"200", "201"} {
				schema := find(operation, "responses", status, "content", "application/json", "schema")
				if find(operation, "operationId") == name && schema != nil {
					return schema
				}
			}
		}
	}
	return nil
}

// find follows a path of member names and indices. It returns nil if the path leads nowhere.
func find(value any, path ...string) any {
	for _, step := range path {
		switch parent := value.(type) {
		case map[string]any:
			value = parent[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(parent) {
				return nil
			}
			value = parent[i]
		default:
			return nil
		}
	}
	return value
}

// decode returns the value of a JSON text; nil for an empty text.
func decode(text string) (value any) {
	if text == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		panic(fmt.Sprintf("%v in %s", err, text))
	}
	return value
}
