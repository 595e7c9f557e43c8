package simulator

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"
)

// resource declares a simple resource of the API: its records, their fields, and the consequences of changes. Its list, get, create, update
// and delete operations are made from that, if PagerDuty has them.
type resource[T any] struct {
	path      string // of the list
	key       string // name of the id in the path of a record; "" means id
	one, many string // member of an answer for a record, and for a list
	name      string // name in sentences; "" means one
	kind      string // the type that a body must have; "" for any
	acts      bool   // creation acts on behalf of the user in the From header
	rootless  bool   // PagerDuty also accepts a body without its root

	records func(*call) (*collection[T], error)
	id      func(*T) *string
	newID   func(*account) string // nil means a short id
	fresh   func(*call) *T        // returns a new record, before its body is read
	head    func(*T) map[string]any
	fields  []field[T]
	filters []listFilter[T]
	order   func(*call, []*T) // sorts a list; nil means by creation

	check   func(*call, *T)                 // records problems of several members together
	changed func(c *call, before, after *T) // makes further changes; before is nil for a new record
	remove  func(*call, *T) error           // refuses the deletion of a record, or removes it from all others
	deleted func(*T) *time.Time             // time of deletion, for references that remain; nil if none remain
}

func (r *resource[T]) what() string { return cmp.Or(r.name, strings.ReplaceAll(r.one, "_", " ")) }

// routes returns the routes of the five usual operations that PagerDuty has.
func (r *resource[T]) routes() []route {
	one := r.path + "/{" + cmp.Or(r.key, "id") + "}"
	return slices.DeleteFunc([]route{
		{method: "GET", path: r.path, handle: r.list},
		{method: "POST", path: r.path, acts: r.acts, status: http.StatusCreated, handle: r.create},
		{method: "GET", path: one, handle: r.get},
		{method: "PUT", path: one, handle: r.update},
		{method: "DELETE", path: one, status: http.StatusNoContent, handle: r.delete},
	}, func(route route) bool {
		name := route.name()
		return !slices.ContainsFunc(api(), func(o operation) bool { return o.name == name })
	})
}

func (r *resource[T]) list(c *call) (any, error) {
	records, err := r.records(c)
	if err != nil {
		return nil, err
	}
	var conditions []func(*T) bool
	for _, f := range r.filters {
		conditions = append(conditions, f(c))
	}
	found := filter(records.order, conditions...)
	if r.order != nil {
		r.order(c, found)
	}
	show := c.renderer()
	view := func(record *T) map[string]any { return r.view(show, record) }
	if c.operation.knows("limit") {
		return paginate(c, r.many, found, view)
	}
	return map[string]any{r.many: each(found, view)}, nil
}

// find returns the record in the call's path.
func (r *resource[T]) find(c *call) (*T, error) {
	records, err := r.records(c)
	if err != nil {
		return nil, err
	}
	return find(records, c.path[cmp.Or(r.key, "id")], r.what())
}

func (r *resource[T]) get(c *call) (any, error) {
	record, err := r.find(c)
	if err != nil {
		return nil, err
	}
	return r.answer(c, record), nil
}

func (r *resource[T]) create(c *call) (any, error) {
	records, err := r.records(c)
	if err != nil {
		return nil, err
	}
	record := r.fresh(c)
	if err := r.apply(c, records, record, nil); err != nil {
		return nil, err
	}
	if r.newID == nil {
		*r.id(record) = c.account.newShortID()
	} else {
		*r.id(record) = r.newID(c.account)
	}
	records.add(*r.id(record), record)
	if r.changed != nil {
		r.changed(c, nil, record)
	}
	return r.answer(c, record), nil
}

// update changes the members of the body, or nothing if any of them is wrong.
func (r *resource[T]) update(c *call) (any, error) {
	record, err := r.find(c)
	if err != nil {
		return nil, err
	}
	records, _ := r.records(c) // no error: find has called it
	before, after := *record, *record
	if err := r.apply(c, records, &after, record); err != nil {
		return nil, err
	}
	*record = after
	if r.changed != nil {
		r.changed(c, &before, record)
	}
	return r.answer(c, record), nil
}

func (r *resource[T]) delete(c *call) (any, error) {
	record, err := r.find(c)
	if err != nil {
		return nil, err
	}
	if r.remove != nil {
		if err := errors.Join(r.remove(c, record), c.refusal()); err != nil {
			return nil, err
		}
	}
	if r.deleted != nil {
		*r.deleted(record) = c.now
	}
	records, _ := r.records(c) // no error: find has called it
	records.remove(*r.id(record))
	return nil, nil
}

// apply sets the members of the body in a record. current is the record that it will replace, or nil.
func (r *resource[T]) apply(c *call, records *collection[T], record, current *T) error {
	in, err := r.read(c)
	if err != nil {
		return err
	}
	if r.kind != "" {
		var kind string
		_ = json.Unmarshal(in["type"], &kind) // absent or not a string: no type
		c.checkType(r.one, kind, r.kind)
	}
	for _, f := range r.fields {
		raw, given := in[f.name]
		switch member := r.one + "." + f.name; {
		case f.set == nil:
		case f.required && (!given && current == nil || given && string(raw) == "null"):
			c.problem("%s is required", member)
		case given:
			f.set(c, record, member, raw)
			f.checkUnique(c, records, record, current)
		}
	}
	r.checkReadOnly(c, in, current)
	if err := c.refusal(); err != nil || r.check == nil {
		return err
	}
	r.check(c, record)
	return c.refusal()
}

// read returns the members of the record in the body.
func (r *resource[T]) read(c *call) (map[string]json.RawMessage, error) {
	var body map[string]json.RawMessage
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	in := body
	if root, rooted := body[r.one]; rooted || !r.rootless || !c.lenient {
		in = nil
		if problem := decodeMember(root, &in, r.one); rooted && problem != "" {
			return nil, invalid(problem)
		}
	}
	if in == nil {
		return nil, invalid("the body must have the member " + r.one + ", an object")
	}
	return in, nil
}

// checkReadOnly refuses a read-only member that differs from the record. PagerDuty would ignore it.
func (r *resource[T]) checkReadOnly(c *call, in map[string]json.RawMessage, current *T) {
	if c.lenient {
		return
	}
	var shown map[string]any
	if current != nil {
		encoded, _ := json.Marshal(r.view(r.renderer(c), current)) // the previous answer
		_ = json.Unmarshal(linkToSelf(encoded, c.request), &shown)
	}
	for name := range c.operation.Body[r.one] {
		plain, marked := strings.CutPrefix(name, readOnlyMark)
		raw, given := in[plain]
		if !marked || !given || slices.Contains([]string{"id", "type", "summary", "self", "html_url"}, plain) || r.writes(plain) {
			continue
		}
		var value any
		if _ = json.Unmarshal(raw, &value); value != nil && !reflect.DeepEqual(value, shown[plain]) {
			c.problem("%s.%s is read-only: PagerDuty would ignore it", r.one, plain)
		}
	}
}

func (r *resource[T]) writes(name string) bool {
	return slices.ContainsFunc(r.fields, func(f field[T]) bool { return f.name == name && f.set != nil })
}

func (r *resource[T]) answer(c *call, record *T) any {
	return map[string]any{r.one: r.view(r.renderer(c), record)}
}

// renderer returns the renderer for a single record, with all details.
func (r *resource[T]) renderer(c *call) *renderer {
	show := c.renderer()
	show.details = true
	return show
}

func (r *resource[T]) view(show *renderer, record *T) map[string]any {
	view := r.head(record)
	for _, f := range r.fields {
		if f.view == nil {
			continue
		}
		if value := f.view(show, record); value != leftOut {
			view[f.name] = value
		}
	}
	return view
}
