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
	if os.Args[1] == "device" {
		return playStaff(os.Args[2], os.Args[3:])
	}
	if os.Args[1] == "publish" {
		return playPublisher(os.Args[2], os.Args[3:])
	}
	set := flag.NewFlagSet("streetoffice", flag.ContinueOnError)
	listen := set.String("listen", "", "")
	for _, name := range []string{"config", "data", "terminals", "public"} {
		set.String(name, "", "")
	}
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

// playStaff is "streetoffice device": the code is the office's folder, and an
// approval is a file in it.
func playStaff(verb string, args []string) error {
	set := flag.NewFlagSet("streetoffice device", flag.ContinueOnError)
	data := set.String("data", "", "")
	set.String("terminals", "", "")
	set.Bool("json", false, "")
	if err := set.Parse(args); err != nil {
		return err
	}
	if verb == "code" {
		f, err := os.OpenFile(filepath.Join(filepath.Dir(*data), "codes"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		fmt.Fprintln(f, "code")
		if err := f.Close(); err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(map[string]string{"qr": *data})
	}
	if os.Getenv(manner) == "staff are away" {
		return fmt.Errorf("nobody there")
	}
	if err := os.MkdirAll(*data, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(*data, "approved"), nil, 0o600)
}

// playPublisher is "streetoffice publish": what was published stands in the
// office's folder, a line each.
func playPublisher(verb string, args []string) error {
	set := flag.NewFlagSet("streetoffice publish", flag.ContinueOnError)
	data := set.String("data", "", "")
	set.Bool("json", false, "")
	if err := set.Parse(args); err != nil {
		return err
	}
	list := filepath.Join(*data, "published")
	switch verb {
	case "list":
		all, err := os.ReadFile(list)
		if err != nil && !os.IsNotExist(err) {
			return err
		}
		_, err = os.Stdout.Write(all)
		return err
	case "copy":
		if err := os.Mkdir(set.Arg(0), 0o700); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(set.Arg(0), "hours.yaml"), []byte("hours of the program"), 0o600)
	}
	hours, err := os.ReadFile(set.Arg(0))
	if err != nil {
		return err
	}
	f, err := os.OpenFile(list, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	fmt.Fprintf(f, "{\"kind\":%q} %s\n", verb, hours)
	return f.Close()
}

// playTechnician is "kioskctl enrol": it waits for the approval.
func playTechnician(ctx context.Context) error {
	set := flag.NewFlagSet("kioskctl enrol", flag.ContinueOnError)
	data, code := set.String("data", "", ""), set.String("qr", "", "")
	if err := set.Parse(os.Args[2:]); err != nil {
		return err
	}
	if os.Getenv(manner) == "technician gives up" {
		return fmt.Errorf("the words differ")
	}
	for {
		if _, err := os.Stat(filepath.Join(*code, "approved")); err == nil {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
	dir := filepath.Join(*data, "identity")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "identity.json"), []byte("{}"), 0o600)
}

func playLobby(ctx context.Context) error {
	if os.Args[1] == "enrol" {
		return playTechnician(ctx)
	}
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
		"lines": *flags["dir"] + "/lines",
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
