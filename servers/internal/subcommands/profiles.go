package subcommands

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// profileFlag adds the flag --profile to a command that stores or removes keys.
func profileFlag(cmd *cobra.Command, into *string) {
	cmd.Flags().StringVar(into, "profile", "", "`name` of the profile; "+keys.ProfileVariable+" or "+keys.DefaultProfile+" if left out")
}

// profileName returns the name of the profile that a flag, a variable or nothing names.
func (p program) profileName(cmd *cobra.Command, flag string) (string, error) {
	name := strings.TrimSpace(flag)
	if name == "" && !cmd.Flags().Changed("profile") {
		name = cmp.Or(p.process.Environment.Value(keys.ProfileVariable), keys.DefaultProfile)
	}
	return name, keys.CheckName(name)
}

func newProfiles(p program) *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use:   "profiles",
		Short: "List the stored keys: whose they are, and where",
		Args:  noArguments(""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if output != "table" && output != "json" {
				return &exit{exitUsage, fmt.Errorf("--output is %.40q: must be table or json", output)}
			}
			return p.listProfiles(output == "json")
		},
	}
	cmd.Flags().StringVar(&output, "output", "table", "`form`: table or json")
	return cmd
}

func (p program) listProfiles(asJSON bool) error {
	profiles, err := keys.Open(p.process.Environment, keys.SystemKeychain{})
	if err != nil {
		return err
	}
	list, err := profiles.List()
	if err != nil {
		return err
	}
	used := p.usedProfile()
	if asJSON {
		type row struct {
			Name string `json:"name"`
			keys.Profile
			Used bool `json:"used"` // if a server is started in this environment, without --profile
		}
		rows := []row{}
		for _, profile := range list {
			rows = append(rows, row{profile.Name, profile, profile.Name == used})
		}
		encoder := json.NewEncoder(p.process.Stdout)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		return encoder.Encode(rows)
	}
	if len(list) == 0 {
		_, err := fmt.Fprintln(p.process.Stdout, "There are no profiles. pagerduty-mcp login makes one.")
		return err
	}
	table := tabwriter.NewWriter(p.process.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "PROFILE\tWHOSE\tHOST\tSTORE\tUSED")
	for _, profile := range list {
		mark := ""
		if profile.Name == used {
			mark = "without --profile"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", profile.Name, profile.Owner(), profile.Host, profile.Store, mark)
	}
	return table.Flush()
}

// usedProfile returns the profile that a server uses without --profile; "" if a variable has or names a key.
func (p program) usedProfile() string {
	if name := p.process.Environment.Value(keys.ProfileVariable); name != "" {
		return name
	}
	if p.keyVariable() != "" {
		return ""
	}
	return keys.DefaultProfile
}

// keyVariable returns a variable that has or names a key; "" if none is set.
func (p program) keyVariable() string {
	for _, name := range keys.Variables() {
		if p.process.Environment.Value(name) != "" {
			return name
		}
	}
	return ""
}

func newLogout(p program) *cobra.Command {
	var profile string
	cmd := &cobra.Command{
		Use:   "logout",
		Short: "Remove a stored key from this machine",
		Args:  noArguments("; --profile NAME names a profile"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			name, err := p.profileName(cmd, profile)
			if err != nil {
				return &exit{exitUsage, err}
			}
			profiles, err := keys.Open(p.process.Environment, keys.SystemKeychain{})
			if err != nil {
				return err
			}
			removed, err := profiles.Remove(cmd.Context(), name)
			if errors.Is(err, keys.ErrNoProfile) {
				_, err = fmt.Fprintf(p.process.Stdout, "There is no profile %s: nothing to remove.\n", name)
				return err
			}
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(p.process.Stdout, "Removed profile %s (%s) from this machine. The key stays valid in PagerDuty until you delete it there: %s.\n",
				name, removed.Key(), revocation(removed))
			return err
		},
	}
	profileFlag(cmd, &profile)
	return cmd
}

// revocation returns where in PagerDuty a key is deleted.
func revocation(profile keys.Profile) string {
	place := "My Profile, User Settings, API Access"
	if profile.Email == "" {
		place = "Integrations, API Access Keys"
	}
	if profile.Account != "" {
		place += ", at https://" + profile.Account
	}
	return place
}
