"""Reports and derivations for people: LaTeX, Markdown, HTML, terminal.  Renderers decide nothing."""
