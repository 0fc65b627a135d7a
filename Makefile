# Every chore has one name and sets itself up. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help book check test lint serve reproduce bench lock package accept colours clean

VENV := .venv
# A copy of the tree whose environment has the package of another works by its own code.
RUN := PYTHONPATH="$(CURDIR)" $(VENV)/bin/python
READY := $(VENV)/ready
VINTAGE ?=
COUNTRIES ?=
PORT ?= 8000
PYTEST ?=
YES ?=

help: ## list the chores
	@grep -hE '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 12

book: $(READY) ## run every chapter, make site, PDF and EPUB (VINTAGE=… pins a vintage, COUNTRIES=… names those with a page)
	@$(RUN) -m analysis build $(if $(VINTAGE),--vintage "$(VINTAGE)") $(if $(COUNTRIES),--countries "$(COUNTRIES)")

check: $(READY) ## lint, types, data, and the tests that build nothing
	@$(RUN) -m pytest -n 2 --dist worksteal -m "not slow" $(PYTEST)

test: $(READY) ## check everything, book and site included (PYTEST=… is passed on)
	@$(RUN) -m pytest -n 2 --dist loadfile $(PYTEST)

lint: $(READY) ## format and lint everything
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(RUN) -m pre_commit run --all-files

serve: $(READY) ## show the built site on this machine (PORT=… names a port)
	@$(RUN) -m analysis serve --port "$(PORT)"

bench: book ## measure pages and build beside Jupyter Book (needs Node 20)
	@$(RUN) tests/bench_site.py
	@$(RUN) tests/bench_build.py

reproduce: $(READY) ## build twice, as differently as can be, and compare
	@$(RUN) tests/reproduce.py

package: $(READY) ## write data/datapackage.json anew
	@$(RUN) -m analysis package

accept: $(READY) ## show what follows from changed data, write it on a yes (YES=1)
	@$(RUN) tests/accept.py $(if $(YES),--yes)

colours: $(READY) ## write the palette into style sheet and icon anew
	@$(RUN) -m analysis colours

lock: $(READY) ## pin all packages anew in requirements.lock
	@$(RUN) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	  --generate-hashes --all-extras --no-header pyproject.toml --output-file requirements.lock

clean: ## remove the site and the environment
	rm -rf _build "$(VENV)"

$(READY): requirements.lock pyproject.toml setup.sh
	@sh setup.sh "$(VENV)"
	@touch $(READY)
