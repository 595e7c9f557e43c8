package contract

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// This file adds to the contract what PagerDuty sends and the contract leaves out, or leaves open.

// amendDeleted: a reference to something that was deleted says when, in deleted_at, as users of PagerDuty's own Go client
// report (go-pagerduty#509).
func amendDeleted(doc *openapi3.T) error {
	return addProperties(doc, "Reference", openapi3.Schemas{"deleted_at": openapi3.NewDateTimeSchema().WithNullable().NewRef()})
}

// amendCustomFields: getIncident takes include[]=custom_fields, and the contract leaves out of the incident what this
// includes. It is what PagerDuty's documentation of custom field values shows.
func amendCustomFields(doc *openapi3.T) error {
	text := openapi3.NewStringSchema().WithNullable()
	field := openapi3.NewObjectSchema().WithProperty("value", openapi3.NewSchema())
	for _, name := range []string{"id", "type", "name", "namespace", "display_name", "description", "data_type", "field_type"} {
		field.WithProperty(name, text)
	}
	return addProperties(doc, "Incident", openapi3.Schemas{"custom_fields": openapi3.NewArraySchema().WithItems(field).NewRef()})
}

// amendOccurrence: getOutlierIncident is there for the occurrence, which its published answer has in the incident and the
// contract leaves out.
func amendOccurrence(doc *openapi3.T) error {
	answer, err := success(doc, "/incidents/{id}/outlier_incident", http.MethodGet, http.StatusOK)
	if err != nil {
		return err
	}
	properties := answer.Properties["outlier_incident"].Value.Properties
	if properties["incident"].Ref == "" {
		return fmt.Errorf("the incident of getOutlierIncident is more than an Incident by now")
	}
	moment := openapi3.NewDateTimeSchema()
	occurrence := openapi3.NewObjectSchema().
		WithProperty("count", openapi3.NewIntegerSchema()).
		WithProperty("frequency", openapi3.NewFloat64Schema()).
		WithProperty("category", openapi3.NewStringSchema()).
		WithProperty("since", moment).
		WithProperty("until", moment)
	properties["incident"] = (&openapi3.Schema{AllOf: openapi3.SchemaRefs{
		properties["incident"], openapi3.NewObjectSchema().WithProperty("occurrence", occurrence).NewRef(),
	}}).NewRef()
	return nil
}

// amendEvents: an alert, and the channel of what triggered an incident, hold the event in PagerDuty's common event format,
// which PagerDuty's own console (pd-live-react) searches. Events of the older API have their client and their links beside it.
func amendEvents(doc *openapi3.T) error {
	link, err := schema(doc, "Context")
	if err != nil {
		return err
	}
	alert, err := schema(doc, "Alert")
	if err != nil {
		return err
	}
	text := openapi3.NewStringSchema().WithNullable()
	links := openapi3.NewArraySchema()
	links.Items = &openapi3.SchemaRef{Ref: schemaPrefix + "Context", Value: link}
	event := openapi3.NewObjectSchema().
		WithProperty("details", openapi3.NewSchema()).
		WithProperty("contexts", links).
		WithProperty("creation_time", openapi3.NewDateTimeSchema().WithNullable()).
		WithNullable()
	for _, name := range []string{
		"description", "message", "severity", "event_class", "source_origin", "source_component", "source_location", "service_group",
		"client", "client_url", "dedup_key", "reporter_component", "reporter_location",
	} {
		event.WithProperty(name, text)
	}
	for _, part := range flatten(alert) {
		if body := part.Properties["body"]; body != nil {
			if err := addPropertiesTo(body.Value, "the body of Alert", openapi3.Schemas{"cef_details": event.NewRef()}); err != nil {
				return err
			}
		}
	}
	return addProperties(doc, "Channel", openapi3.Schemas{
		"cef_details": event.NewRef(), "client": text.NewRef(), "client_url": text.NewRef(), "contexts": links.NewRef(),
	})
}

// amendIncludedContacts: a user is shown with whole contact methods and notification rules where include[] asks for them,
// and so is a rule with its contact method in PagerDuty's published answers. The contract knows the references alone.
func amendIncludedContacts(doc *openapi3.T) error {
	full := map[string][]string{
		"ContactMethodReference":    {"PhoneContactMethod", "PushContactMethod", "EmailContactMethod", "WhatsAppContactMethod"},
		"NotificationRuleReference": {"NotificationRule"},
	}
	widen := func(of string, property string) error {
		s, err := schema(doc, of)
		if err != nil {
			return err
		}
		for _, part := range flatten(s) {
			ref := part.Properties[property]
			if ref == nil {
				continue
			}
			if ref.Value.Items != nil {
				ref = ref.Value.Items
			}
			choice := &openapi3.Schema{OneOf: openapi3.SchemaRefs{{Ref: ref.Ref, Value: ref.Value}}}
			for _, name := range full[strings.TrimPrefix(ref.Ref, schemaPrefix)] {
				branch, err := schema(doc, name)
				if err != nil {
					return err
				}
				choice.OneOf = append(choice.OneOf, &openapi3.SchemaRef{Ref: schemaPrefix + name, Value: branch})
			}
			if len(choice.OneOf) == 1 {
				break
			}
			*ref = openapi3.SchemaRef{Value: choice}
			return nil
		}
		return fmt.Errorf("%s has no %s that is a reference alone", of, property)
	}
	for _, property := range []string{"contact_methods", "notification_rules"} {
		if err := widen("User", property); err != nil {
			return err
		}
	}
	return widen("NotificationRule", "contact_method")
}

// amendTimes: what is called …_at is a time in all of PagerDuty's answers, also where the contract says no more than that
// it is a string.
func amendTimes(doc *openapi3.T) error {
	amended := 0
	err := doc.WalkSchemas(func(_ string, s *openapi3.SchemaRef) error {
		for name, property := range s.Value.Properties {
			if strings.HasSuffix(name, "_at") && property.Value.Type.Is(openapi3.TypeString) && property.Value.Format == "" {
				property.Value.Format = "date-time"
				amended++
			}
		}
		return nil
	})
	if err == nil && amended == 0 {
		err = fmt.Errorf("every time has its format by now")
	}
	return err
}

// amendGroupingConfig: the configuration of a setting is the one of its type, and the contract allows that of any.
func amendGroupingConfig(doc *openapi3.T) error {
	setting, err := schema(doc, "AlertGroupingSetting")
	if err != nil {
		return err
	}
	types := []string{"content_based", "content_based_intelligent", "time", "intelligent"} // in the order of the configurations
	config := setting.Properties["config"]
	if config == nil || len(config.Value.AnyOf) != len(types) {
		return fmt.Errorf("AlertGroupingSetting has another choice of configurations by now")
	}
	for i, kind := range types {
		branch := openapi3.NewObjectSchema().WithProperty("type", openapi3.NewStringSchema().WithEnum(kind))
		branch.Properties["config"] = config.Value.AnyOf[i]
		setting.AnyOf = append(setting.AnyOf, branch.NewRef())
	}
	delete(setting.Properties, "config")
	delete(setting.Properties, "type")
	return nil
}
