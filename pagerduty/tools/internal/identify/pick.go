package identify

import "strings"

// Pick returns the id of the one of a few candidates that text names by its id or exact name. noun is their kind and argument the argument's
// name, for the error, which lists the similar ones, or else all.
func Pick(noun, argument, text string, candidates []Candidate) (string, error) {
	kind := Kind{noun: noun, listsAll: true, offers: 25}
	if err := CheckName(noun, argument, text); err != nil {
		return "", err
	}
	text = strings.TrimSpace(text)
	matching := matches(candidates, text)
	if len(matching) == 1 {
		return matching[0].ID, nil
	}
	return "", notOne(kind, argument, text, candidates, matching, false)
}

// NewName returns a new name without the spaces around it, which PagerDuty would keep; nil for nil.
func NewName(given *string) *string {
	if given == nil {
		return nil
	}
	return new(strings.TrimSpace(*given))
}

// CheckName refuses a text that cannot name anything. It is for a text that Pick will get, before the candidates are read.
func CheckName(noun, argument, text string) error {
	return Check(One(Kind{noun: noun}, argument, &text, nil))
}
