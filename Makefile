# Two of these do all the set-up on a fresh machine: make demo, make test.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

GO       ?= go
FUZZTIME ?= 30s
SOAKTIME ?= 10m
TESTTIME ?= 40m

# Static binaries: nothing shipped needs cgo.
COMMANDS := $(notdir $(patsubst %/,%,$(dir $(wildcard cmd/*/main.go))))
# Modules that keep their dependencies out of the product's go.mod.
NESTED   := $(filter-out . ./.ci/tools,$(patsubst %/go.mod,%,$(shell find . -name go.mod -not -path './bin/*')))
STATICCHECK := bin/tools/staticcheck
# Packages with tests that boot something, in files with the tag system.
SYSTEM_TESTS := $(addprefix ./,$(sort $(patsubst %/,%,$(dir $(shell git ls-files --cached --others --exclude-standard '*_system_test.go')))))

# What tests and the demo run: the X server, apps of every toolkit, clients.
PACKAGES := \
	xwayland xvfb xauth xterm x11-apps x11-utils x11-xserver-utils x11-xkb-utils xdotool xclip openbox \
	weston wl-clipboard wayland-utils wayland-protocols libwayland-dev libwayland-bin \
	foot mousepad yad parcellite qlipper gtk-3-examples gtk-4-examples adwaita-icon-theme mesa-utils \
	qterminal qtwayland5 libsdl2-dev \
	freerdp2-x11 freerdp2-dev rdesktop \
	bubblewrap util-linux \
	iproute2 \
	gcc libc6-dev binutils libpam0g-dev libopenh264-dev pkg-config libxkbcommon-dev libxkbcommon-tools xkb-data \
	xfonts-base fonts-dejavu-core fonts-noto-color-emoji ca-certificates
# What `make bench-peers` measures Oriel against, and with.
PEERS := \
	weston xwayland xvfb xrdp xorgxrdp freerdp2-shadow-x11 freerdp2-x11 openssl python3-minimal iproute2 \
	gcc libc6-dev libx11-dev libxext-dev libxtst-dev
PEERREPS ?= 3
APT := DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -o Acquire::Retries=5 -q

.PHONY: help deps build pam avc lint test fuzz soak bench demo clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

deps: ## install by apt what tests and demo need and is missing
	@missing=(); \
	for p in $(PACKAGES) $(MORE); do \
		[[ "$$(dpkg-query -W -f='$${db:Status-Status}' "$$p" 2>/dev/null)" == installed ]] || missing+=("$$p"); \
	done; \
	if (( $${#missing[@]} == 0 )); then exit 0; fi; \
	echo "installing: $${missing[*]}"; \
	root=(); if [[ $$(id -u) != 0 ]]; then root=(sudo); fi; \
	"$${root[@]}" env $(APT) update; \
	"$${root[@]}" env $(APT) install -y --no-install-recommends "$${missing[@]}"

build: ## static binaries into bin/
	@for c in $(COMMANDS); do \
		CGO_ENABLED=0 $(GO) build -trimpath -ldflags='-s -w' -o bin/$$c ./cmd/$$c; \
	done
	@for d in xpaint wlpaint; do CGO_ENABLED=0 $(GO) build -trimpath -o bin/$$d ./demo/$$d; done

pam: ## the optional helper oriel-pam, which is linked with the system's libpam
	@mkdir -p bin
	gcc -O2 -Wall -Wextra -Werror -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE -pie -Wl,-z,relro,-z,now \
		-o bin/oriel-pam cmd/oriel-pam/oriel-pam.c -lpam

avc: ## the optional helper oriel-avc, which loads libopenh264 when it runs, if that is there
	@mkdir -p bin
	@lib=$$(objdump -p "$$(gcc -print-file-name=libopenh264.so)" | awk '$$1 == "SONAME" { print $$2 }'); set -x; \
	gcc -O2 -Wall -Wextra -Werror -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE -pie -Wl,-z,relro,-z,now \
		-DLIBRARY="\"$$lib\"" -o bin/oriel-avc cmd/oriel-avc/oriel-avc.c

$(STATICCHECK): .ci/tools/go.mod .ci/tools/go.sum
	cd .ci/tools && $(GO) build -o ../../$@ honnef.co/go/tools/cmd/staticcheck

lint: $(STATICCHECK) ## gofmt, vet and staticcheck, in all modules
	@bad=$$(gofmt -s -l $$(git ls-files --cached --others --exclude-standard '*.go' | while read -r f; do [[ -e $$f ]] && echo "$$f"; done)); \
	if [[ -n "$$bad" ]]; then echo "gofmt -s -w is due for:"; echo "$$bad"; exit 1; fi
	$(GO) vet ./...
	$(STATICCHECK) ./...
	$(GO) vet -tags system $(SYSTEM_TESTS)
	$(STATICCHECK) -tags system $(SYSTEM_TESTS)
	@for m in $(NESTED); do \
		( cd $$m; set -x; $(GO) vet -tags grdp ./...; $(CURDIR)/$(STATICCHECK) -tags grdp ./... ); \
	done

test: deps lint build ## lint, unit tests with race detector, fuzz seeds, integration tests
	$(GO) test -race -parallel 4 -timeout $(TESTTIME) ./...
	$(GO) test -skip Xfreerdp -timeout $(TESTTIME) ./rdp # what the race detector has no use for, or gets in the way of
	@for m in $(NESTED); do ( cd $$m; set -x; $(GO) test -tags grdp -timeout $(TESTTIME) ./... ); done

# What make test-system needs besides: a Debian to boot, a virtual machine for
# another kernel (whose package is downloaded, and not installed), strace.
SYSTEM_PACKAGES := \
	mmdebstrap systemd-container dbus \
	qemu-system-x86 seabios busybox-static cpio kmod xz-utils zstd \
	strace
.PHONY: deps-system test-system

deps-system: PACKAGES += $(SYSTEM_PACKAGES)
deps-system: deps ## and what test-system needs

test-system: deps-system ## tests that boot a Debian in a container and another kernel in a virtual machine; as root
	@if [[ $$(id -u) != 0 ]]; then echo "make test-system needs root: it mounts and boots"; exit 1; fi
	$(GO) test -tags system -v -p 1 -count=1 -timeout $(TESTTIME) -run '$(shell grep -ho '^func Test[A-Za-z0-9]*' $$(git ls-files --cached --others --exclude-standard '*_system_test.go') | sed 's/^func //' | paste -sd'|')' $(SYSTEM_TESTS)

# Inputs that are only interesting would be made smaller for a minute each.
fuzz: ## fuzz every target for FUZZTIME (30s)
	@$(GO) list ./... | while read -r pkg; do \
		for f in $$($(GO) test -list '^Fuzz' "$$pkg" | grep '^Fuzz' || true); do \
			echo "$$pkg $$f"; \
			$(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1s "$$pkg" </dev/null; \
		done; \
	done

soak: ## 200 connections come and go for SOAKTIME (10m) beside one that works
	$(GO) test -run '^TestSoak$$' -v -timeout 60m ./rdp -args -soak $(SOAKTIME)

bench: deps build ## measure; the README reports one run
	$(GO) test -run '^$$' -bench . -benchmem -timeout $(TESTTIME) $$($(GO) list ./... | grep -v /cmd/oriel$$)
	$(GO) test -run '^$$' -bench Bridge -benchtime 1x -timeout $(TESTTIME) ./cmd/oriel
	bin/oriel bench

LINK := --workloads typing,beside --size 1280x800 --link 10,50

bench-link: build ## measure typing beside a video on a link of 10 Mbit/s and 50 ms, in network namespaces (root) or made up
	bin/oriel bench $(LINK) --link-by $$(if [[ $$(id -u) == 0 ]]; then echo tun; else echo client; fi)

bench-peers: build ## compare with other RDP servers, for the README (root; half an hour, on a machine at rest)
	@$(MAKE) deps MORE="$(PEERS)"
	mkdir -p demo/out
	cd cmd/oriel/testdata/peers && ./bench.py --reps $(PEERREPS) --seconds 4 --idle 6 --json $(CURDIR)/demo/out/peers.json \
		--markdown $(CURDIR)/demo/out/peers.md --svg $(CURDIR)/demo/peers.svg --readme $(CURDIR)/README.md peers.json

demo: deps build ## run a few apps and take their pictures into demo/out
	demo/demo.sh

clean: ## remove what was built
	rm -rf bin demo/out
