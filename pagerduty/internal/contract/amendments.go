package contract

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// This file and amendments_left_out.go are the one place where the contract is read otherwise than it stands, each time for
// a reason that PagerDuty's own documentation or clients give. An amendment that finds nothing to amend is
// an error, so that none outlives its reason.

const schemaPrefix = "#/components/schemas/"

// amendRequests amends the document that requests are held to.
//
// The ids and types of references are marked read-only, and a validator does not ask for
// read-only members in requests. A reference that is written consists of just these two.
func amendRequests(doc *openapi3.T) error {
	reference, err := schema(doc, "Reference")
	if err != nil {
		return err
	}
	for _, part := range flatten(reference) {
		for _, name := range []string{"id", "type"} {
			if property := part.Properties[name]; property != nil {
				property.Value.ReadOnly = false
			}
		}
	}
	return nil
}

// amendAnswers amends the document that answers are held to.
func amendAnswers(doc *openapi3.T) error {
	for _, amend := range []func(*openapi3.T) error{
		amendAcknowledgeLogEntry, amendResponderTargets, amendOverrideResults, amendGroupingPages, amendIntegrationKey,
		amendDeleted, amendCustomFields, amendOccurrence, amendEvents, amendIncludedContacts, amendTimes, amendGroupingConfig,
		amendVendor,
	} {
		if err := amend(doc); err != nil {
			return err
		}
	}
	return doc.WalkSchemas(func(_ string, s *openapi3.SchemaRef) error {
		tellBranchesApart(s.Value)
		return nil
	})
}

// amendAcknowledgeLogEntry: the contract gives the entry a type that the list of all types of
// log entries does not hold, so that no entry could ever satisfy both. The list is right.
func amendAcknowledgeLogEntry(doc *openapi3.T) error {
	entry, err := schema(doc, "AcknowledgeLogEntry")
	if err != nil {
		return err
	}
	for _, part := range entry.AllOf {
		if property := part.Value.Properties["type"]; part.Ref == "" && property != nil {
			property.Value.Enum = []any{"acknowledge_log_entry"}
			return nil
		}
	}
	return fmt.Errorf("AcknowledgeLogEntry has no type of its own")
}

// amendResponderTargets: the published answer of createIncidentResponderRequest wraps each target
// in responder_request_target, as the request does, and spells the key incidents_responders.
func amendResponderTargets(doc *openapi3.T) error {
	const name = "ResponderRequestTargetReference"
	target, err := schema(doc, name)
	if err != nil {
		return err
	}
	return addProperties(doc, name, openapi3.Schemas{
		"responder_request_target": {Ref: schemaPrefix + name, Value: target},
		"incidents_responders":     target.Properties["incident_responders"],
	})
}

// amendOverrideResults: createScheduleOverride answers for each override by itself, with a status of HTTP, which the contract
// calls just a number. One that was refused has errors in place of the override, which the contract nevertheless requires.
func amendOverrideResults(doc *openapi3.T) error {
	const path = "/schedules/{id}/overrides"
	results, err := success(doc, path, http.MethodPost, http.StatusCreated)
	if err != nil {
		return err
	}
	result := results.Items.Value
	if !slices.Contains(result.Required, "override") {
		return fmt.Errorf("%s requires no override of its results", path)
	}
	result.Properties["status"].Value.Type = &openapi3.Types{openapi3.TypeInteger}
	result.Required = slices.DeleteFunc(result.Required, func(name string) bool { return name == "override" })
	return nil
}

// amendGroupingPages: listAlertGroupingSettings pages by after and before and counts on demand,
// and the contract leaves what it answers to these out.
func amendGroupingPages(doc *openapi3.T) error {
	list, err := success(doc, "/alert_grouping_settings", http.MethodGet, http.StatusOK)
	if err != nil {
		return err
	}
	cursor := openapi3.NewStringSchema().WithNullable().NewRef()
	return addPropertiesTo(list, "listAlertGroupingSettings", openapi3.Schemas{
		"after": cursor, "before": cursor, "total": openapi3.NewIntegerSchema().WithNullable().NewRef(),
	})
}

// amendIntegrationKey: an integration that takes events has a key, which PagerDuty's own clients, go-pagerduty and the
// Terraform provider, read from integration_key; the contract has only the address of one that takes e-mail.
func amendIntegrationKey(doc *openapi3.T) error {
	return addProperties(doc, "Integration", openapi3.Schemas{"integration_key": openapi3.NewStringSchema().WithNullable().NewRef()})
}

// amendVendor: the contract says that getVendor answers a list, and its example has the one vendor.
func amendVendor(doc *openapi3.T) error {
	answer, err := success(doc, "/vendors/{id}", http.MethodGet, http.StatusOK)
	if err != nil {
		return err
	}
	for _, part := range flatten(answer) {
		if vendor := part.Properties["vendor"]; vendor != nil && vendor.Value.Items != nil {
			part.Properties["vendor"] = vendor.Value.Items
			return nil
		}
	}
	return fmt.Errorf("getVendor answers no list")
}

// success returns what an operation answers with a status.
func success(doc *openapi3.T, path, method string, status int) (*openapi3.Schema, error) {
	if item := doc.Paths.Value(path); item != nil && item.GetOperation(method) != nil {
		if response := item.GetOperation(method).Responses.Status(status); response != nil {
			return response.Value.Content.Get("application/json").Schema.Value, nil
		}
	}
	return nil, fmt.Errorf("there is no answer %d to %s %s", status, method, path)
}

// addProperties adds to the properties of a component those that it lacks.
func addProperties(doc *openapi3.T, name string, added openapi3.Schemas) error {
	component, err := schema(doc, name)
	if err != nil {
		return err
	}
	return addPropertiesTo(component, name, added)
}

func addPropertiesTo(s *openapi3.Schema, name string, added openapi3.Schemas) error {
	parts := flatten(s)
	for property, ref := range added {
		for _, part := range parts {
			if part.Properties[property] != nil {
				return fmt.Errorf("%s has the property %s by now", name, property)
			}
		}
		parts[len(parts)-1].WithPropertyRef(property, ref)
	}
	return nil
}

// tellBranchesApart: "one of" in the contract lists the shapes that a value may have, and many
// of these overlap, so that a legal value satisfies several (a Channel satisfies nearly all) and
// a validator refuses it for that. Where the type member tells the shapes apart, the value is
// held to the shape of its type; elsewhere any shape will do.
func tellBranchesApart(s *openapi3.Schema) {
	if len(s.OneOf) == 0 || s.Discriminator != nil {
		return
	}
	mapping, ok := typesOfBranches(s.OneOf)
	if !ok {
		s.AnyOf, s.OneOf = s.OneOf, nil
		return
	}
	s.Discriminator = &openapi3.Discriminator{PropertyName: "type", Mapping: mapping}
}

// typesOfBranches maps each value that the type member may have to the one branch that allows
// it. It reports false when a value stands for several branches, or a branch allows any.
func typesOfBranches(branches openapi3.SchemaRefs) (map[string]openapi3.MappingRef, bool) {
	mapping := make(map[string]openapi3.MappingRef)
	for _, branch := range branches {
		types := typesOf(branch.Value)
		if branch.Ref == "" || len(types) == 0 {
			return nil, false
		}
		for _, name := range types {
			if _, taken := mapping[name]; taken {
				return nil, false
			}
			mapping[name] = openapi3.MappingRef{Ref: branch.Ref}
		}
	}
	return mapping, true
}

// typesOf returns the values that the type member of an object may have; none means any.
func typesOf(s *openapi3.Schema) []string {
	var types []string
	for i, enum := range typeEnums(s) {
		if i == 0 {
			types = enum
			continue
		}
		types = slices.DeleteFunc(types, func(name string) bool { return !slices.Contains(enum, name) })
	}
	return types
}

func typeEnums(s *openapi3.Schema) [][]string {
	var enums [][]string
	for _, part := range flatten(s) {
		property := part.Properties["type"]
		if property == nil || len(property.Value.Enum) == 0 {
			continue
		}
		var enum []string
		for _, value := range property.Value.Enum {
			if name, ok := value.(string); ok {
				enum = append(enum, name)
			}
		}
		enums = append(enums, enum)
	}
	return enums
}

// expandReferences: a request may ask by include[] for full objects where the contract knows
// only references, and every relation is then a reference or a full object, by its type. A full
// object whose schema is not in the contract part is held to nothing but its type.
func expandReferences(doc *openapi3.T) error {
	var references []string
	for name, component := range doc.Components.Schemas {
		if slices.ContainsFunc(component.Value.AllOf, func(part *openapi3.SchemaRef) bool {
			return part.Ref == schemaPrefix+"Reference"
		}) {
			references = append(references, name)
		}
	}
	if len(references) == 0 {
		return fmt.Errorf("no component is built on Reference")
	}
	for _, name := range references {
		reference := doc.Components.Schemas[name].Value
		expanded := referenceOrFull(doc, name, *reference)
		*reference = *expanded // in place: every use of the component sees it
	}
	return doc.WalkSchemas(func(_ string, s *openapi3.SchemaRef) error {
		admitFull(s.Value.Discriminator, references)
		return nil
	})
}

// admitFull lets the types of full objects lead where those of references to them lead, in a
// choice among several references.
func admitFull(d *openapi3.Discriminator, references []string) {
	if d == nil {
		return
	}
	for typeName, named := range maps.Clone(d.Mapping) {
		full, isReference := strings.CutSuffix(typeName, "_reference")
		if _, taken := d.Mapping[full]; isReference && !taken && slices.Contains(references, strings.TrimPrefix(named.Ref, schemaPrefix)) {
			d.Mapping[full] = named
		}
	}
}

func referenceOrFull(doc *openapi3.T, name string, reference openapi3.Schema) *openapi3.Schema {
	types := typesOf(&reference)
	asReference := &openapi3.SchemaRef{Ref: schemaPrefix + name, Value: &reference}
	if len(types) == 0 {
		return &openapi3.Schema{AnyOf: openapi3.SchemaRefs{asReference, openapi3.NewObjectSchema().NewRef()}}
	}
	expanded := &openapi3.Schema{
		OneOf:         openapi3.SchemaRefs{asReference},
		Discriminator: &openapi3.Discriminator{PropertyName: "type", Mapping: make(map[string]openapi3.MappingRef)},
	}
	for _, typeName := range types {
		expanded.Discriminator.Mapping[typeName] = openapi3.MappingRef{Ref: asReference.Ref}
		full, isReference := strings.CutSuffix(typeName, "_reference")
		if !isReference {
			continue
		}
		branch := fullObject(doc, full)
		expanded.OneOf = append(expanded.OneOf, branch)
		expanded.Discriminator.Mapping[full] = openapi3.MappingRef{Ref: branch.Ref}
	}
	return expanded
}

// fullObject returns the schema of the full object with that type: EscalationPolicy for
// escalation_policy.
func fullObject(doc *openapi3.T, typeName string) *openapi3.SchemaRef {
	var name strings.Builder
	for word := range strings.SplitSeq(typeName, "_") {
		name.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	ref := &openapi3.SchemaRef{Ref: schemaPrefix + name.String(), Value: openapi3.NewObjectSchema()}
	if component := doc.Components.Schemas[name.String()]; component != nil {
		ref.Value = component.Value
	}
	return ref
}

func schema(doc *openapi3.T, name string) (*openapi3.Schema, error) {
	component := doc.Components.Schemas[name]
	if component == nil {
		return nil, fmt.Errorf("there is no schema %s", name)
	}
	return component.Value, nil
}
