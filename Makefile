# Everything is pure Go and builds with Go alone. The packages below are what a
# window needs while it runs: X, software GL, and a virtual display where there
# is none.
RUNTIME_PACKAGES := libx11-6 libxext6 libxrandr2 libxcursor1 libxi6 libxinerama1 libxrender1 \
                    libegl1 libgles2 libgl1-mesa-dri xvfb xauth
# What some tests want besides. Where it cannot be had they are skipped and say so.
TEST_PACKAGES := postgresql
PROGRAMS := kiosk streetoffice kioskctl
FUZZTIME ?= 10s

# Judges of what we print, kept under build/; see internal/judges.
JUDGES := npos@0.1.19 pngjs@5.0.0 iconv-lite@0.6.3 receiptio@2.1.2

export CGO_ENABLED := 0

# Tests that draw get a virtual display, also where there is a real one.
DISPLAY_RUN := xvfb-run -a -s "-screen 0 1920x1920x24"
LINT := go tool -modfile=tools.mod golangci-lint

.DEFAULT_GOAL := help
.PHONY: voice help run build build-arm64 test check lint bench bench-ui fuzz golden cover verify-print verify-line verify-pcsc verify-print-tools verify-durability verify-visits verify-screens generate clean deps test-deps ui-deps

help: ## show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' Makefile

run: deps build ## a terminal, its office and simulated devices; plays a visit where there is no display
	./build/kioskctl demo

build: ## the three programs, into build/
	@mkdir -p build
	go build -o build/ $(PROGRAMS:%=./cmd/%)

build-arm64: ## the three programs for arm64, into build/arm64/
	@mkdir -p build/arm64
	GOARCH=arm64 go build -o build/arm64/ $(PROGRAMS:%=./cmd/%)

test: deps test-deps ## everything that must hold, as .ci/run calls it
	@unformatted="$$(gofmt -l cmd kiosk drivers sync assets internal)"; \
		test -z "$$unformatted" || { echo "gofmt has not seen:"; echo "$$unformatted"; exit 1; }
	go vet ./...
	$(DISPLAY_RUN) go test -timeout 8m ./...
	@$(MAKE) --no-print-directory fuzz FUZZTIME=300x

check: deps test-deps lint ## test, and lint, race detector, any order, nothing left uncommitted (wants a C compiler)
	go vet ./...
	go test -count=1 ./internal/repocheck
	CGO_ENABLED=1 $(DISPLAY_RUN) go test -race -shuffle=on -timeout 20m ./...
	@test -z "$$(git status --porcelain)" || { echo "the tree is not clean:"; git status --short; exit 1; }

lint:
	$(LINT) run

bench: deps test-deps ## the measured targets, and a table with their bars at the end; see docs/performance.md
	@mkdir -p build
	{ $(DISPLAY_RUN) go test -p 1 -timeout 30m -run '^$$' -bench . -benchmem ./... ; echo $$? > build/bench.status ; } | tee build/bench.txt
	@awk -f docs/bars.awk docs/bars.txt build/bench.txt
	@test "$$(cat build/bench.status)" = 0 || { echo "a benchmark failed, see above"; exit 1; }

# Three rounds of each program, some four minutes. It brings its own display.
bench-ui: deps ui-deps ## the drawing process beside Chromium in kiosk mode, without a GPU, in the same run
	@mkdir -p build
	{ LINLI_VERIFY=1 go test -timeout 20m -run '^$$' -bench BesideChromium -benchtime 1x -v ./internal/beside; echo $$? > build/bench.status ; } | tee build/bench-ui.txt
	@awk -f docs/bars.awk docs/bars.txt build/bench-ui.txt
	@test "$$(cat build/bench.status)" = 0 || { echo "the benchmark failed, see above"; exit 1; }

fuzz: ## every fuzz target for FUZZTIME (10s) each
	@set -e; for file in $$(grep -rl --include='*_test.go' '^func Fuzz' cmd kiosk drivers sync internal); do \
		for target in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' $$file); do \
			echo "$$(dirname $$file) $$target"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x ./$$(dirname $$file); \
		done; \
	done

voice: ## speak the clips that are missing, in assets/voice (wants espeak-ng, sox)
	go test -count=1 ./kiosk/voice/... -run "TestTableIs|TestWhatIsSaid" -update -v

golden: deps ## write all golden files anew; then look at git diff
	$(DISPLAY_RUN) go test -count=1 \
		$$(grep -rl --include='*_test.go' 'flag.Bool("update"' cmd kiosk drivers sync internal | xargs -n 1 dirname | sort -u | sed 's,^,./,') \
		-update

cover: deps test-deps ## how much of each package the tests reach
	@mkdir -p build
	$(DISPLAY_RUN) go test -coverprofile=build/cover.out ./...
	go tool cover -func=build/cover.out | tail -n 1

verify-print: ## what we print, judged by programs of others; an absent one is named and skipped
	LINLI_VERIFY=1 go test -count=1 -v ./internal/judges ./drivers/ipp ./cmd/kioskctl/internal/certificate
	LINLI_VERIFY=1 go test -count=1 -v -run AreSigned ./cmd/streetoffice

verify-line: ## a terminal and an office in two network namespaces, with every fault of a cable (wants root, nft, ip)
	LINLI_VERIFY=1 go test -count=1 -timeout 20m -v ./internal/lineproof

# Judged by pcscd and the virtual reader of vsmartcard; absent, the tests skip and
# say so. One package after the other: there is one reader.
verify-pcsc: ## a social-security card read through pcscd (wants a C compiler, libpcsclite-dev, pcscd, vsmartcard-vpcd)
	@if ! command -v gcc >/dev/null || ! test -e /usr/include/PCSC/winscard.h; then \
		echo "skipped: apt-get install gcc libpcsclite-dev pcscd vsmartcard-vpcd"; \
	else \
		CGO_ENABLED=1 go vet -tags pcsc ./drivers/pcsc ./cmd/kioskctl/... && \
		CGO_ENABLED=1 LINLI_VERIFY=1 go test -tags pcsc -count=1 -p 1 -v -run 'PCSCD|Reader' ./drivers/pcsc ./cmd/kioskctl/internal/card; \
	fi

verify-print-tools: ## npm packages for verify-print, into build/ (wants npm)
	@mkdir -p build/judges
	npm install --prefix build/judges --ignore-scripts --no-audit --no-fund --save-exact $(JUDGES)

verify-durability: deps ## power cuts, refused calls, kills and interleavings, in the thousands (wants /dev/fuse; minutes)
	LINLI_VERIFY=1 $(DISPLAY_RUN) go test -count=1 -timeout 30m -v \
		-run 'PowerCut|DiskRefuses|FlippedBit|Kill|LostPages|OnceThroughClones|Interleaving|Sabotage|Week|LongQueue' \
		./internal/crashfs ./kiosk/store ./cmd/kiosk ./internal/lineproof

verify-visits: deps ## visits by finger with real processes, each up to a minute
	LINLI_VERIFY=1 $(DISPLAY_RUN) go test -count=1 -timeout 20m -v -run 'ComesToTheDeskOfStaff|ApplicationPutAside|Paid|Payment|Vote|Grade|Telephone|Certificate' ./cmd/kiosk

verify-screens: deps ## every picture of every way through every item, on every panel in every manner, and every golden frame (minutes)
	LINLI_VERIFY=1 $(DISPLAY_RUN) go test -count=1 -timeout 60m -v ./internal/crawl
	LINLI_VERIFY=1 $(DISPLAY_RUN) go test -count=1 -timeout 30m -v -run 'Golden|Glass|TouchPanel|Memory' ./kiosk/screen
	LINLI_TEST_ENGINE=library $(DISPLAY_RUN) go test -count=1 -timeout 30m -v \
		-run 'Tile|FirstTap|Ghost|EndsWith|Turned|Wiped|Stopped|Finger|Pages|TouchReaches|KeysReach' ./kiosk/screen

generate: ## generated code anew (wants protoc and its Go plugins)
	go generate ./...

clean: ## remove what was built
	rm -rf build

# Installs what is missing and asks nothing. Quiet when nothing is missing.
deps:
	@missing=""; \
	for p in $(RUNTIME_PACKAGES); do \
		dpkg-query -W -f '$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; \
	done; \
	test -n "$$missing" || exit 0; \
	if [ "$$(id -u)" = 0 ]; then sudo=""; \
	elif sudo -n true 2>/dev/null; then sudo="sudo -n"; \
	else \
		echo "These packages are missing. Install them, then run make again:"; \
		echo "  sudo apt-get install -y --no-install-recommends$$missing"; \
		exit 1; \
	fi; \
	echo "installing$$missing"; \
	apt="$$sudo env DEBIAN_FRONTEND=noninteractive apt-get"; \
	$$apt update -q && $$apt install -y -q --no-install-recommends $$missing

# The browser to be measured against.
ui-deps:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || { \
		if [ "$$(id -u)" = 0 ]; then sudo=""; else sudo="sudo -n"; fi; \
		echo "installing chromium"; \
		apt="$$sudo env DEBIAN_FRONTEND=noninteractive apt-get"; \
		{ $$apt update -q && $$apt install -y -q --no-install-recommends chromium; } || \
			echo "not installed: chromium; apt-get install chromium, then run make again"; }

# Installed without starting a service (RUNLEVEL=1): a test that wants a server
# starts one of its own.
test-deps:
	@test -z "$$(command -v initdb; ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" || exit 0; \
	if [ "$$(id -u)" = 0 ]; then sudo=""; else sudo="sudo -n"; fi; \
	echo "installing $(TEST_PACKAGES) for the tests"; \
	apt="$$sudo env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -o Acquire::Retries=0 -o Acquire::http::Timeout=20"; \
	{ $$apt update -q && $$apt install -y -q --no-install-recommends $(TEST_PACKAGES); } || \
		echo "not installed: $(TEST_PACKAGES); the tests that want it are skipped"
