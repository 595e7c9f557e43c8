package doctor

import (
	"context"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

const keychainLimit = 6 * time.Second

// keychain checks whether there is a keychain. It does not open one that no profile uses: that could ask its user for a password.
func (e *Examination) keychain(ctx context.Context) []Finding {
	f := Finding{Check: "keychain.system", State: OK, Text: "no stored key is in it"}
	profiles, err := keys.Open(e.Process.Environment, keys.SystemKeychain{})
	var list []keys.Profile
	if err == nil {
		list, err = profiles.List()
	}
	if err != nil {
		f.State, f.Text, f.Mend = Problem, err.Error(), "Correct the file, or remove it and run pagerduty-mcp login."
		f.Check = "keychain.profiles"
		return []Finding{f}
	}
	used := ""
	for _, profile := range list {
		if profile.Store == keys.InKeychain {
			used = profile.Name
		}
	}
	err = keys.SystemKeychain{}.Reachable()
	switch {
	case err != nil && used == "":
		f.Text = err.Error() + "; login stores keys in files, which only you can read"
	case err != nil:
		f.State, f.Text, f.Mend = Problem, "profile "+used+" has its key in the keychain: "+err.Error(), "Start the keychain, or run pagerduty-mcp login --store file."
	case used != "":
		if _, err := (keys.SystemKeychain{}).Get(ctx, used); err != nil {
			f.State, f.Text, f.Mend = Problem, "the key of profile "+used+" is not readable: "+err.Error(), "Unlock the keychain, or run pagerduty-mcp login again."
			break
		}
		f.Text = "open, with the key of profile " + used
	}
	return []Finding{f}
}
