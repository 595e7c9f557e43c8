//go:build !linux

package subcommands_test

// noKeychain reports whether tests run the program without a keychain.
const noKeychain = false
