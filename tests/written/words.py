"""What hands choose from: names, index letters, and the sentences around displays."""

from __future__ import annotations

import re

LATIN = list("abcdefghkmnpqrstuvwxyzABCDFGHKMPQRSUVWXYZ")
GREEK = re.findall(
    r"\\\w+",
    r"\alpha\beta\gamma\theta\eta\xi\zeta\kappa\omega\psi\rho\Theta\Omega"
    r"\Gamma\Phi\sigma\delta\pi\lambda\mu\nu\tau\Delta\Sigma\varphi\chi",
)
HABITS = {
    "x": ["x", "X", "u", "\\mathbf{x}", "\\mathbf{X}", "a^{(0)}", "x_{\\text{in}}", "\\boldsymbol{x}", "\\bm{x}"],
    "w": ["W", "w", "V", "\\theta", "W^{(1)}", "W^{[1]}", "\\mathbf{W}", "K", "W_{\\text{out}}", "\\omega", "U", "F"],
    "b": ["b", "c", "\\beta", "b^{(1)}", "b^{[1]}", "\\mathbf{b}", "b_{\\text{out}}"],
    "h": ["h", "z", "s", "h^{(1)}", "\\tilde{h}", "z^{[1]}", "\\bar{z}", "\\zeta", "h_{1}", "\\hat{h}", "o"],
    "a": ["a", "a^{(1)}", "\\phi", "v", "a^{[1]}", "\\mathbf{a}", "z"],
    "y": ["y", "\\hat{y}", "y^{*}", "o", "\\mathbf{y}", "y^{+}"],
    "g": ["g", "\\delta", "G", "\\bar{y}", "\\delta^{\\text{out}}", "g^{\\text{up}}", "\\Delta"],
    "p": ["p", "\\pi", "\\hat{p}", "P", "\\hat{y}", "q"],
    "mu": ["\\mu", "m", "\\bar{x}", "\\mu^{(1)}"],
    "v": ["v", "\\sigma^2", "\\nu", "s"],
    "xhat": ["\\hat{x}", "n", "\\tilde{x}", "z"],
    "eps": ["\\epsilon", "\\varepsilon", "\\lambda", "\\tau"],
    "t": ["t", "y^{*}", "\\tau", "T", "\\mathbf{t}", "\\bar{y}"],
    "s": ["s", "S", "e", "E", "a", "\\alpha"],
    "k": ["k", "K", "\\kappa", "u"],
    "A": ["A", "Q", "H", "\\Lambda", "\\Sigma", "\\mathbf{A}", "P"],
    "gamma": ["\\gamma", "g", "\\alpha", "s"],
    "beta": ["\\beta", "b", "c"],
    "r": ["r", "y", "z", "o", "h^{(2)}"],
    "q": ["q", "f", "\\rho", "Q", "s"],
    "c": ["c", "\\lambda", "v", "a"],
    "u": ["u", "v", "y", "r"],
    "L": ["L", "J", "E", "\\mathcal{L}", "\\ell", "\\mathcal L", "\\mathcal{J}"],
}
SIZES = {
    "N": ["N", "n", "B", "m"],
    "D": ["D", "d", "F", "d_{\\text{in}}", "d_x"],
    "M": ["M", "m", "H", "d_h", "R"],
    "T": ["T", "L", "n", "H", "W"],
    "K": ["K", "k", "R", "F"],
    "O": ["O", "M", "C", "F", "q"],
    "A": ["A", "B", "R", "S"],
    "P": ["P", "p"],
    "s": ["s", "S"],
}
INDICES = [
    ["i", "j", "k", "l", "m", "n", "p", "q", "r", "s", "t"],
    ["a", "b", "c", "d", "e", "f", "g", "h"],
    ["n", "m", "d", "k", "c", "p", "q", "r", "u", "v"],
    ["i", "j", "i'", "j'", "k", "k'", "l", "m", "n"],
    ["\\alpha", "\\beta", "\\mu", "\\nu", "\\rho", "i", "j", "k", "l"],
    ["t", "s", "u", "v", "k", "l", "i", "j", "p", "q"],
    ["n", "n'", "d", "d'", "k", "k'", "c", "o", "p", "q"],
    ["\\ell", "i", "j", "k", "m", "n", "r", "s"],
    ["e", "b", "i", "o", "x", "y", "z", "u", "v"],
]
OPENING = [
    "We study a small network.",
    "Notes on a layer and its backward pass.",
    "Homework 3.",
    "The forward pass, and then what flows back.",
    "",
    "This section derives the gradients by hand.",
]
DEFINE = [
    "The layer computes",
    "Define",
    "Put",
    "Let",
    "We set",
    "The forward pass is",
    "Then",
    "Next,",
    "It computes",
    "",
    "With this, we define",
    "where",
]
CLAIM = [
    "Hence",
    "Then",
    "We get",
    "The gradient is",
    "By the chain rule,",
    "It follows that",
    "Therefore",
    "",
    "This gives",
    "Differentiating,",
    "Thus we have",
    "Show that",
    "One finds",
]
SUPPOSE = [
    "Assume that",
    "Suppose that",
    "Suppose",
    "Assume",
    "Let us assume that",
    "Now suppose that",
    "From now on we assume",
    "Assume in addition that",
    "For the rest we suppose that",
    "We assume that",
    "Provided that",
    "Assuming that",
    "Assumption:",
    "Let the inputs be such that",
]
INLINE = ["Let ${}$.", "Put ${}$.", "Write ${}$ for short.", "With ${}$ we go on.", "Define ${}$ as usual."]
UPSTREAM = [
    "Write",
    "Let",
    "The upstream gradient is",
    "Denote",
    "Let us abbreviate",
    "",
    "Given the incoming gradient",
]
FILLER = [
    "",
    "",
    "",
    "The sizes are arbitrary.",
    "This is standard.",
    "(See the lecture.)",
    "We keep the batch in mind.",
    "Note the order of the indices.",
    "All sums are finite.",
]
