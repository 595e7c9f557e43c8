// Package keys finds, reads and stores PagerDuty keys. A key is in a variable, in a file, in the output of a command, or in a profile that
// pagerduty-mcp login made.
package keys

import (
	"fmt"
	"path/filepath"
	"strings"
)

// DefaultProfile is the name of the profile that is used if nothing says where the key is.
const DefaultProfile = "default"

// Store is where a profile keeps its key.
type Store string

// The stores.
const (
	InKeychain Store = "keychain" // of the operating system
	InFile     Store = "file"     // in the directory of the profiles, readable by its user alone
)

// Profile describes a stored key, without the key.
type Profile struct {
	Name    string `json:"-"`
	Store   Store  `json:"store"`
	Host    string `json:"host"`              // of the API against which the key was checked, such as https://api.pagerduty.com
	From    string `json:"from,omitempty"`    // e-mail address of the user to whom PagerDuty attributes changes; account keys need it
	User    string `json:"user,omitempty"`    // name of the key's user; empty for an account key
	Email   string `json:"email,omitempty"`   // of the key's user
	Account string `json:"account,omitempty"` // address of the account in a browser, such as lanternfield.pagerduty.com
}

// Key returns what key it is, for a sentence.
func (p Profile) Key() string {
	if p.User == "" && p.Email == "" {
		return "an " + p.Owner()
	}
	return "the key of " + p.Owner()
}

// Owner returns whose key it is, for people.
func (p Profile) Owner() string {
	owner := "account key"
	if p.User != "" || p.Email != "" {
		owner = fmt.Sprintf("%s <%s>", p.User, p.Email)
	}
	if p.Account != "" {
		owner += ", " + p.Account
	}
	return owner
}

// maxName is the longest name of a profile.
const maxName = 40

// CheckName returns an error if name cannot be the name of a profile. Names have no upper case, since two files must not differ in case alone.
func CheckName(name string) error {
	const characters = "abcdefghijklmnopqrstuvwxyz0123456789"
	if name == "" || len(name) > maxName || strings.Trim(name, characters+"-_") != "" || !strings.Contains(characters, name[:1]) || !filepath.IsLocal(name) {
		return fmt.Errorf("%.60q cannot be the name of a profile: use up to %d characters out of a-z, 0-9, - and _, with a letter or a digit first", name, maxName)
	}
	return nil
}
