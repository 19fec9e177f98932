package stage_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// manner is the environment variable that tells the fake programs how to
// misbehave.
const manner = "LINLI_STAGE_TEST_MANNER"

// TestMain lets this test binary play the programs that a stage starts: under
// their names it behaves as they do towards whoever starts them.
func TestMain(m *testing.M) {
	play, isProgram := map[string]func(context.Context) error{
		"streetoffice": playOffice, "kioskctl": playLobby, "kiosk": playKiosk,
	}[filepath.Base(os.Args[0])]
	if !isProgram {
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if err := play(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func playOffice(ctx context.Context) error {
	if os.Getenv(manner) == "office breaks" {
		return fmt.Errorf("the roof fell in")
	}
	set := flag.NewFlagSet("streetoffice", flag.ContinueOnError)
	listen, _ := set.String("listen", "", ""), set.String("data", "", "")
	if err := set.Parse(os.Args[1:]); err != nil {
		return err
	}
	l, err := net.Listen("tcp", *listen)
	if err != nil {
		return err
	}
	go http.Serve(l, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})) //nolint:gosec // ends with the process
	<-ctx.Done()
	return l.Close()
}

func playLobby(ctx context.Context) error {
	set := flag.NewFlagSet("kioskctl lobby", flag.ContinueOnError)
	flags := map[string]*string{}
	for _, name := range []string{"dir", "http", "line", "office"} {
		flags[name] = set.String(name, "", "")
	}
	if err := set.Parse(os.Args[2:]); err != nil {
		return err
	}
	line, err := json.Marshal(map[string]string{
		"http": "http://" + *flags["http"], "line": *flags["line"],
		"idcard": *flags["dir"] + "/idcard", "printer": *flags["dir"] + "/printer",
	})
	if err != nil {
		return err
	}
	fmt.Printf("%s\n", line)
	<-ctx.Done()
	return nil
}

func playKiosk(ctx context.Context) error {
	set := flag.NewFlagSet("kiosk", flag.ContinueOnError)
	config, trace := set.String("config", "", ""), set.String("trace", "", "")
	if err := set.Parse(os.Args[1:]); err != nil {
		return err
	}
	if _, err := os.Stat(*config); err != nil {
		return err
	}
	switch os.Getenv(manner) {
	case "kiosk breaks":
		return fmt.Errorf("no glass")
	case "kiosk is deaf":
		signal.Ignore(syscall.SIGTERM)
		ctx = context.Background()
	}
	f, err := os.OpenFile(*trace, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	fmt.Fprintf(f, `{"seq":1,"screen":"attract"}`+"\n")
	select {
	case <-ctx.Done():
	case <-time.After(time.Minute): // never outlives a test that forgot it
	}
	return f.Close()
}
