package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
)

// shell is psql or sqlite3 as a child that lives as long as the engine: it reads
// statements and answers each question with one line of ids.
type shell struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	answers *bufio.Reader
	errs    bytes.Buffer // complete once the child has ended
}

// startShell starts cmd. answers is where its answers are read; its standard
// output when nil.
func startShell(cmd *exec.Cmd, answers io.Reader) (*shell, error) {
	s := &shell{cmd: cmd}
	cmd.Stderr = &s.errs
	var err error
	if s.in, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if answers == nil {
		if answers, err = cmd.StdoutPipe(); err != nil {
			return nil, err
		}
	}
	s.answers = bufio.NewReader(answers)
	return s, cmd.Start()
}

// ask sends SQL whose last statement, and no other, answers, and reads the ids.
func (s *shell) ask(ctx context.Context, sql string) ([]string, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	_, err := io.WriteString(s.in, sql+"\n")
	if err == nil {
		var line string
		if line, err = s.answers.ReadString('\n'); err == nil {
			return parseIDs(line), nil
		}
	}
	// The child has ended: both shells do at the first error.
	s.in.Close()
	_ = s.cmd.Wait()
	return nil, fmt.Errorf("%s ended: %w: %s", s.cmd.Path, err, strings.TrimSpace(s.errs.String()))
}

// close ends the child.
func (s *shell) close() error {
	if s.cmd.ProcessState != nil {
		return nil // ask has seen it end
	}
	err := s.in.Close()
	if waited := s.cmd.Wait(); waited != nil {
		err = errors.Join(err, fmt.Errorf("%s: %w: %s", s.cmd.Path, waited, strings.TrimSpace(s.errs.String())))
	}
	return err
}

// parseIDs reads a line of ids parted by blanks.
func parseIDs(line string) []string { return strings.Fields(line) }
