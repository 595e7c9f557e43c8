package subcommands

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/files"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// loginTimeout is how long PagerDuty may take to check a key.
const loginTimeout = 30 * time.Second

// login stores a key.
type login struct {
	program
	profiles *keys.Profiles
	terminal *terminal // nil if nobody can answer questions

	name, region, from, store string // the flags
	stdin                     bool
}

func newLogin(p program) *cobra.Command {
	l := &login{program: p}
	cmd := &cobra.Command{
		Use:   "login",
		Short: "Check a PagerDuty key and store it in the keychain, or in a file",
		Long: `Ask for a PagerDuty API key, check it, and store it for pagerduty-mcp and the other servers.

Create a key in PagerDuty: My Profile, User Settings, Create API User Token.
The key goes to the keychain of the operating system. Where there is none, it goes to a file that only you can read.

  pagerduty-mcp login
  pagerduty-mcp login --profile work --region eu
  op read op://Work/PagerDuty/key | pagerduty-mcp login --stdin --store file`,
		Args:        noArguments("; --profile NAME names a profile"),
		Annotations: map[string]string{takesKey: "login asks for the key, and does not show it; or pipe it to login --stdin"},
		RunE:        func(cmd *cobra.Command, _ []string) error { return l.run(cmd) },
	}
	profileFlag(cmd, &l.name)
	cmd.Flags().StringVar(&l.region, "region", "", "service region of the account: us, eu, or the `address` of another API host; "+
		keys.HostVariable+" if left out, else the one that accepts the key")
	cmd.Flags().StringVar(&l.from, "from", "", "e-mail `address` of the user to whom PagerDuty attributes changes; only account keys need it")
	cmd.Flags().StringVar(&l.store, "store", "", "`where` to store the key: keychain or file; asks if left out and there is no keychain")
	cmd.Flags().BoolVar(&l.stdin, "stdin", false, "read the key from standard input")
	return cmd
}

func (l *login) run(cmd *cobra.Command) (err error) {
	ctx := cmd.Context()
	if l.name, err = l.profileName(cmd, l.name); err != nil {
		return &exit{exitUsage, err}
	}
	if l.store != "" && l.store != string(keys.InKeychain) && l.store != string(keys.InFile) {
		return &exit{exitUsage, fmt.Errorf("--store is %.40q: must be keychain or file", l.store)}
	}
	l.terminal = l.program.terminal()
	if l.profiles, err = keys.Open(l.process.Environment, keys.SystemKeychain{}); err != nil {
		return err
	}
	profile, key, err := l.prepare(ctx)
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("%w; nothing was stored", errInterrupted) // what the interruption broke explains nothing
	}
	if err != nil {
		return err
	}
	return l.save(ctx, profile, key)
}

// prepare returns a checked key and the profile for it.
func (l *login) prepare(ctx context.Context) (profile keys.Profile, key string, err error) {
	before, err := l.before()
	if err != nil {
		return profile, "", err
	}
	key, token, err := l.readKey(ctx)
	if err != nil {
		return profile, "", err
	}
	if profile, err = l.check(ctx, token); err != nil {
		return profile, "", err
	}
	return profile, key, l.replace(ctx, before, profile)
}

// before returns the profile that would be replaced, after printing whose key it has; nil if there is none.
func (l *login) before() (*keys.Profile, error) {
	before, err := l.profiles.Get(l.name)
	if errors.Is(err, keys.ErrNoProfile) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(l.process.Stderr, "Profile %s has %s, in %s.\n", l.name, before.Key(), l.profiles.Where(before))
	return &before, nil
}

// readKey reads the key from the terminal or from standard input.
func (l *login) readKey(ctx context.Context) (key string, token pagerduty.Token, err error) {
	switch {
	case l.stdin && l.terminal != nil:
		return "", token, &exit{exitUsage, errors.New("--stdin is for a key from a pipe or a file; leave it out to type the key, which is not shown then")}
	case l.stdin:
		var text []byte
		if text, err = io.ReadAll(io.LimitReader(l.process.Stdin, files.MaxSize)); err == nil {
			key = strings.TrimSpace(strings.TrimPrefix(string(text), "\ufeff"))
		}
	case l.terminal == nil:
		return "", token, &exit{exitUsage, errors.New("there is no terminal to ask for the key: pipe it to --stdin")}
	default:
		key, err = l.terminal.askSecret(ctx, "PagerDuty API key (not shown):")
	}
	if err == nil {
		token, err = l.process.ParseKey(key)
	}
	return key, token, err
}

// check asks PagerDuty whose key it is, and returns the profile for it. A key that PagerDuty refuses is an error.
func (l *login) check(ctx context.Context, token pagerduty.Token) (keys.Profile, error) {
	hosts, err := l.hosts(token)
	if err != nil {
		return keys.Profile{}, &exit{exitUsage, err}
	}
	asking, cancel := context.WithTimeout(ctx, loginTimeout)
	defer cancel()
	for _, host := range hosts {
		client, err := newClient(token, host, "")
		if err != nil {
			return keys.Profile{}, &exit{exitUsage, err}
		}
		owner, err := keys.OwnerOf(asking, client)
		if errors.Is(err, pagerduty.ErrUnauthorized) {
			continue
		}
		if err != nil {
			return keys.Profile{}, fmt.Errorf("the key was not checked, and not stored. %s", command.Remedy(err, nil))
		}
		profile := keys.Profile{Name: l.name, Host: client.BaseURL(), Account: owner.Account}
		if owner.User != nil {
			profile.User, profile.Email = owner.User.Name, owner.User.Email
		}
		fmt.Fprintf(l.process.Stderr, "This is %s (%s).\n", profile.Key(), profile.Host)
		profile.From, err = l.actor(asking, ctx, token, profile)
		return profile, err
	}
	return keys.Profile{}, fmt.Errorf("PagerDuty refused the key (401), asked at %s. It was not stored. Copy it again, or create another: My Profile, User Settings, Create API User Token",
		strings.Join(hosts, " and "))
}

// The hosts of PagerDuty's service regions.
const (
	hostUS = "https://api.pagerduty.com"
	hostEU = "https://api.eu.pagerduty.com"
)

// hosts returns where to ask whose key it is: where the operator says, or in the region that the key names, or in both regions of PagerDuty.
func (l *login) hosts(token pagerduty.Token) ([]string, error) {
	region := strings.TrimSpace(l.region)
	if region == "" {
		region = l.process.Environment.Value(keys.HostVariable)
	}
	named := map[pagerduty.Region]string{pagerduty.US: hostUS, pagerduty.EU: hostEU}
	host := region
	if its, ok := named[pagerduty.Region(strings.ToLower(region))]; ok {
		host = its
	}
	its := named[token.Region()]
	switch {
	case host == "" && its == "":
		return []string{hostUS, hostEU}, nil
	case host == "":
		return []string{its}, nil
	case its != "" && its != host && (host == hostUS || host == hostEU):
		return nil, fmt.Errorf("the key is for %s, and was not sent to %s: correct --region or %s", its, host, keys.HostVariable)
	}
	return []string{host}, nil
}

func newClient(token pagerduty.Token, host, from string) (*pagerduty.Client, error) {
	client, err := pagerduty.New(token, pagerduty.WithBaseURL(host), pagerduty.WithFrom(from), pagerduty.WithUserAgent("pagerduty-mcp"), pagerduty.WithReadOnly())
	if wrong, ok := errors.AsType[*pagerduty.ArgumentError](err); ok && wrong.Argument == "base URL" {
		return nil, fmt.Errorf("--region (%s) %s; us and eu are PagerDuty's own", keys.HostVariable, wrong.Message)
	} else if ok && wrong.Argument == "From" {
		return nil, fmt.Errorf("--from %s", wrong.Message)
	}
	return client, err
}

// actor returns the address of the user to whom PagerDuty attributes changes, after checking that there is one; "" if nobody named any. It
// asks for it if the key belongs to no user.
func (l *login) actor(asking, ctx context.Context, token pagerduty.Token, profile keys.Profile) (string, error) {
	from, where := strings.TrimSpace(l.from), "--from"
	if from == "" && profile.Email == "" {
		from, where = l.process.Environment.Value(keys.FromVariable), keys.FromVariable
	}
	if from == "" && profile.Email == "" && l.terminal != nil {
		var err error
		where = "the address"
		if from, err = l.terminal.ask(ctx, "E-mail address of the user to whom PagerDuty attributes changes (empty to read only):"); err != nil {
			return "", err
		}
		var cancel context.CancelFunc // the person took their time
		asking, cancel = context.WithTimeout(ctx, loginTimeout)
		defer cancel()
	}
	if from == "" {
		return "", nil
	}
	client, err := newClient(token, profile.Host, from)
	if err != nil {
		return "", &exit{exitUsage, err}
	}
	_, err = client.Users.Acting(asking)
	if wrong, ok := errors.AsType[*pagerduty.ArgumentError](err); ok && wrong.Argument == "From" {
		return "", fmt.Errorf("the key was not stored. %s %s", where, wrong.Message)
	}
	if err != nil {
		return "", fmt.Errorf("the key was not stored. %s", command.Remedy(err, nil))
	}
	return from, nil
}

// replace asks before the key of another owner is replaced.
func (l *login) replace(ctx context.Context, before *keys.Profile, profile keys.Profile) error {
	if before == nil || before.Email == profile.Email && before.Account == profile.Account {
		return nil
	}
	refused := fmt.Errorf("profile %s has another owner's key, and was not replaced. Choose another --profile, or remove it: pagerduty-mcp logout --profile %s", l.name, l.name)
	if l.terminal == nil {
		return refused
	}
	agreed, err := l.terminal.agree(ctx, fmt.Sprintf("Replace %s in profile %s?", before.Key(), l.name), false)
	if err == nil && !agreed {
		err = refused
	}
	return err
}

// save stores the profile and its key, and prints where they are.
func (l *login) save(ctx context.Context, profile keys.Profile, key string) error {
	profile.Store = keys.Store(l.store)
	if l.store == "" {
		profile.Store = keys.InKeychain
	}
	leftover, err := l.profiles.Save(ctx, profile, key)
	if failed, ok := errors.AsType[*keys.StoreError](err); ok && l.store == "" && ctx.Err() == nil {
		if profile.Store = keys.InFile; l.terminal == nil {
			return fmt.Errorf("%w. --store file stores it in %s, which only you can read", err, l.profiles.Where(profile))
		}
		agreed, refused := l.terminal.agree(ctx, fmt.Sprintf("The keychain cannot be used: %v.\nStore the key in %s, which only you can read?", failed.Cause, l.profiles.Where(profile)), true)
		if refused != nil || !agreed {
			return errors.Join(errors.New("the key was not stored"), refused)
		}
		leftover, err = l.profiles.Save(ctx, profile, key)
	}
	if err != nil {
		return err
	}
	if leftover != nil {
		fmt.Fprintf(l.process.Stderr, "The key that was stored before is still where it was: %v\n", leftover)
	}
	_, err = fmt.Fprintf(l.process.Stdout, "Stored the key in %s, and its description in %s.\n%s\n", l.profiles.Where(profile), l.profiles.File(), l.use())
	return err
}

// use returns how to use the profile.
func (l *login) use() string {
	if l.name != keys.DefaultProfile {
		return fmt.Sprintf("Servers use it with --profile %s, or with %s=%s.", l.name, keys.ProfileVariable, l.name)
	}
	if variable := l.keyVariable(); variable != "" {
		return fmt.Sprintf("Servers use it once %s is unset: it goes before.", variable)
	}
	return "Servers use it when nothing else names a key."
}
