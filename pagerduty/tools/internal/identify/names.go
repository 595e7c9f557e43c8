package identify

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

// Kind is a kind of object that people call by its name.
type Kind struct {
	noun string // for errors
	hint string // why a name may not be found, for errors
	// listsAll is whether search ignores its query, since PagerDuty has none for this kind.
	listsAll bool
	exists   func(ctx context.Context, client *pagerduty.Client, id string) error
	search   func(ctx context.Context, client *pagerduty.Client, query string) ([]Candidate, error)
}

// Candidate is an object that a name may mean.
type Candidate struct {
	ID, Name, Email string
}

// matches compares names as answers show them: a caller can repeat only what it was shown.
func (c Candidate) matches(name string) bool {
	return strings.EqualFold(shown(c.Name), shown(name)) || c.Email != "" && strings.EqualFold(c.Email, name)
}

// shown is a name as an answer shows it. Letters with accents look the same whether they are one character or two (NFC, NFD).
func shown(name string) string {
	return norm.NFC.String(strings.TrimSpace(mcptools.Clean(name, len(name))))
}

// plainLetter is a character of the name that is the same in every form of it; "" if there is none.
func plainLetter(name string) string {
	composed, decomposed := shown(name), norm.NFD.String(shown(name))
	for _, r := range composed {
		if !unicode.IsMark(r) && r != ' ' && strings.ContainsRune(decomposed, r) {
			return string(r)
		}
	}
	return ""
}

// likeness is 1 where text is part of the name: some kinds are listed whole, since PagerDuty cannot search them.
func (c Candidate) likeness(text string) int {
	if strings.Contains(strings.ToLower(shown(c.Name)), strings.ToLower(shown(text))) {
		return 1
	}
	return 0
}

func (c Candidate) String() string {
	if c.Email != "" {
		return fmt.Sprintf("%s <%s> (%s)", c.Name, c.Email, c.ID)
	}
	return fmt.Sprintf("%s (%s)", c.Name, c.ID)
}

// Resolve finds the ids of all arguments of a call that changes something, in parallel and each name once. It looks up ids, too: a
// mistyped one must not reach a write. It refuses what can be neither an id nor a name before it sends a request.
func Resolve(ctx context.Context, client *pagerduty.Client, arguments ...Wanted) error {
	return (&names{client: client, verify: true}).resolve(ctx, arguments)
}

// Filters are the arguments of a call that narrow a list. Resolve takes an id by its shape, which saves a request; Verify looks
// it up after all if the list is empty. Filters belong to one goroutine.
type Filters struct {
	client    *pagerduty.Client
	arguments []Wanted
	names     names
}

// NewFilters returns the filters of one call.
func NewFilters(client *pagerduty.Client, arguments ...Wanted) *Filters {
	return &Filters{client, arguments, names{client: client}}
}

// Resolve finds the ids of the filters, in parallel and each name once. It refuses what can be neither an id nor a name before it
// sends a request.
func (f *Filters) Resolve(ctx context.Context) error { return f.names.resolve(ctx, f.arguments) }

// Guessed reports whether Resolve took an id by its shape.
func (f *Filters) Guessed() bool { return f.names.guessed }

// Verify resolves the filters again, looks up every id, and reports whether one of them is another now: the text was a name.
func (f *Filters) Verify(ctx context.Context) (changed bool, err error) {
	verified := names{client: f.client, verify: true}
	err = verified.resolve(ctx, f.arguments)
	changed = !maps.Equal(f.names.found, verified.found)
	f.names = verified
	return changed, err
}

// names turns names into ids, and remembers them.
type names struct {
	client  *pagerduty.Client
	verify  bool // look up what has the shape of an id
	guessed bool // an id was taken by its shape
	found   map[name]string
}

// name is what one object is called: an id, a name or an e-mail address.
type name struct{ noun, text string }

// Wanted is an argument that names objects, and where their ids are to go.
type Wanted struct {
	kind  Kind
	names []string // of the argument and its elements, for errors
	texts []string
	set   func(ids []string)
}

// One wants the id for an argument that names one object; a nil text is an argument that is not given.
func One(kind Kind, argument string, text, to *string) Wanted {
	if text == nil {
		return Wanted{}
	}
	return Wanted{kind, []string{argument}, []string{*text}, func(ids []string) { *to = ids[0] }}
}

// Many wants the ids for an argument that names any number of objects, each once.
func Many(kind Kind, argument string, texts []string, to *[]string) Wanted {
	wanted := Wanted{kind: kind, texts: texts, set: func(ids []string) { *to = ids }}
	for i := range texts {
		wanted.names = append(wanted.names, fmt.Sprintf("%s[%d]", argument, i))
	}
	return wanted
}

// Check refuses what can be neither an id nor a name, and asks nothing. Resolve begins with it.
func Check(arguments ...Wanted) error {
	for _, wanted := range arguments {
		for i, text := range wanted.texts {
			if err := legalName(wanted.names[i], strings.TrimSpace(text), "the id or the name of one "+wanted.kind.noun); err != nil {
				return err
			}
		}
	}
	return nil
}

// resolve sets the ids of the arguments.
func (n *names) resolve(ctx context.Context, arguments []Wanted) error {
	if err := Check(arguments...); err != nil {
		return err
	}
	if err := n.find(ctx, arguments); err != nil {
		return err
	}
	for _, wanted := range arguments {
		var ids []string
		for _, text := range wanted.texts {
			if id := n.found[wanted.name(text)]; !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
		if ids != nil {
			wanted.set(ids)
		}
	}
	return nil
}

func (w Wanted) name(text string) name { return name{w.kind.noun, strings.TrimSpace(text)} }

// lookup is one name on its way to an id.
type lookup struct {
	name
	kind     Kind
	argument string // the first that says it
	id       string
	guessed  bool // the id is the text, taken by its shape alone
	err      error
}

// find looks up every name once. Of several failures it returns the one that comes first in the arguments.
func (n *names) find(ctx context.Context, arguments []Wanted) error {
	var lookups []*lookup
	seen := map[name]bool{}
	for _, wanted := range arguments {
		for i, text := range wanted.texts {
			key := wanted.name(text)
			if !seen[key] {
				seen[key] = true
				lookups = append(lookups, &lookup{name: key, kind: wanted.kind, argument: wanted.names[i]})
			}
		}
	}
	err := parallel.Each(ctx, len(lookups), func(ctx context.Context, i int) error {
		lookups[i].id, lookups[i].guessed, lookups[i].err = n.lookUp(ctx, lookups[i].kind, lookups[i].argument, lookups[i].text)
		return nil
	})
	for _, found := range lookups {
		if found.err != nil {
			return found.err
		}
	}
	if err != nil {
		return err
	}
	n.found = map[name]string{}
	for _, found := range lookups {
		n.found[found.name] = found.id
		n.guessed = n.guessed || found.guessed
	}
	return nil
}

// lookUp returns the id of the object that text names, and whether that is a guess by its shape.
func (n *names) lookUp(ctx context.Context, kind Kind, argument, text string) (id string, guessed bool, err error) {
	if shapedLikeID(text) && kind.exists != nil {
		if !n.verify && usualID(text) {
			return text, true, nil
		}
		if err := kind.exists(ctx, n.client, text); !errors.Is(err, pagerduty.ErrNotFound) {
			if errors.Is(err, pagerduty.ErrForbidden) { // readable or not, it may well be usable
				err = nil
			}
			return text, false, err
		}
	}
	id, err = search(ctx, n.client, kind, argument, text)
	return id, false, err
}

// search returns the id of the one object that has this name.
func search(ctx context.Context, client *pagerduty.Client, kind Kind, argument, text string) (string, error) {
	candidates, err := kind.search(ctx, client, text)
	if err != nil {
		return "", err
	}
	matching := matches(candidates, text)
	if len(matching) == 0 && !kind.listsAll && !usualID(text) {
		// PagerDuty compares every character, also those that no answer shows, and accents in the form in which they are written:
		// a name that differs there alone is found by one of its letters.
		wider, err := kind.search(ctx, client, plainLetter(text))
		if err != nil {
			return "", err
		}
		matching = matches(wider, text)
		candidates = append(candidates, slices.DeleteFunc(wider, func(c Candidate) bool { return c.likeness(text) == 0 || slices.Contains(candidates, c) })...)
	}
	if len(matching) == 1 {
		return matching[0].ID, nil
	}
	return "", ambiguous(kind, argument, text, candidates, matching)
}

func matches(candidates []Candidate, text string) []Candidate {
	return slices.DeleteFunc(slices.Clone(candidates), func(c Candidate) bool { return !c.matches(text) && c.ID != text })
}

func ambiguous(kind Kind, argument, text string, candidates, matching []Candidate) error {
	reason, offered := fmt.Sprintf("no %s has this id or exactly this name", kind.noun), candidates
	if len(matching) > 1 {
		reason, offered = fmt.Sprintf("%d have this name; give the id", len(matching)), matching
	}
	slices.SortStableFunc(offered, func(a, b Candidate) int { return b.likeness(text) - a.likeness(text) })
	var names []string
	for _, candidate := range offered[:min(5, len(offered))] {
		names = append(names, candidate.String())
	}
	if len(names) > 0 {
		reason += ". Close: " + strings.Join(names, ", ")
	}
	if len(matching) > 1 {
		return fmt.Errorf("%s %q: %s", argument, text, reason)
	}
	if kind.hint != "" {
		reason += ". " + kind.hint
	}
	return unknownError(fmt.Sprintf("%s %q: %s", argument, text, reason))
}

// unknownError says that nothing has the name.
type unknownError string

func (e unknownError) Error() string { return string(e) }

// shapedLikeID is what may be an id; names are written so as well ("CHECKOUT").
func shapedLikeID(text string) bool {
	return regexp.MustCompile(`^([A-Z0-9]{6,}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$`).MatchString(text)
}

// usualID is what hardly any name looks like: the two lengths that ids have had, with a digit.
func usualID(text string) bool {
	return (len(text) == 7 && text[0] == 'P' || len(text) == 14) && strings.ContainsAny(text, "0123456789")
}
