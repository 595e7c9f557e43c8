package integrations

import (
	"errors"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
)

// webhookFilter are the arguments that select what a subscription covers.
type webhookFilter struct {
	FilterType string  `json:"filter_type,omitempty" jsonschema:"enum=account,enum=service,enum=team"`
	FilterID   *string `json:"filter_id,omitempty" blank:"omitted" jsonschema_description:"Id or name of the service or team."`
}

// filterKinds returns the kinds of objects that filter_id names, by filter_type.
func filterKinds() map[string]identify.Kind {
	return map[string]identify.Kind{"service": identify.Service(), "team": identify.Team()}
}

// argument returns the argument filter_id, or an error if it does not fit filter_type.
func (in webhookFilter) argument(id *string) (identify.Argument, error) {
	kind, named := filterKinds()[in.FilterType]
	switch {
	case in.FilterID != nil && in.FilterType == "":
		return identify.Argument{}, errors.New("filter_id needs a filter_type: service or team")
	case in.FilterID != nil && !named:
		return identify.Argument{}, fmt.Errorf("filter_id is for filter_type service or team: omit it with %s", in.FilterType)
	case in.FilterID == nil && named:
		return identify.Argument{}, fmt.Errorf("filter_id is missing: filter_type %s needs the id or the name of a %s", in.FilterType, in.FilterType)
	}
	return identify.One(kind, "filter_id", in.FilterID, id), nil
}
