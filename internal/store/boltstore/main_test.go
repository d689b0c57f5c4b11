package boltstore_test

import (
	"fmt"
	"os"
	"testing"
)

// childEnv names what the test binary is to do as a child process, for what a
// process does not survive; see children.
const childEnv = "EUXINE_TEST_CHILD"

// children are the roles of a child process. They end it with an error's text
// on standard error, or by being killed.
var children = map[string]func() error{}

func TestMain(m *testing.M) {
	if role := os.Getenv(childEnv); role != "" {
		if err := children[role](); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}
