r"""Words that say nothing about a value: who does what to which formula, and what a formula is called.

"The weights $W$ are learned by gradient descent" holds for any $W$; "the weights $W$ are shared" does not.  The words
here are those that are known to leave a value free, whatever company they keep; a word that is not here may be telling
something.  To forget a word costs an abstention, to put one here that tells something costs a wrong verdict: so names
of properties, of numbers and of coincidence ("one", "equal", "same", "constant") have no place in the lists.

Guarantee: :func:`residue` leaves out no word that is neither in these lists nor an inflection of one of them.
"""

from __future__ import annotations

import re
from functools import cache

from symderiv.documents.latex.regex import regex

__all__ = ["is_noun", "is_thing", "residue", "tells"]

# Determiners, pronouns, prepositions, auxiliaries, conjunctions, and adverbs of discourse.
_FUNCTION = """
a an the this that these those such its it their they them our we us you your i he she his her one's who whom whose
which what there here each every any all both some many several few most other another others else own of in on at to
from by for with within into onto out over under behind before after through throughout across around about against
between among beyond beside besides inside outside up down upon per via than as like unlike and or but nor so yet if
when whenever where wherever while whereas though although because since until once whether then hence thus therefore
consequently accordingly however moreover furthermore further also too again still just now next first second third
fourth finally last previous previously later earlier afterwards already always often usually typically generally
sometimes frequently commonly mostly mainly merely simply directly immediately exactly precisely clearly obviously
easily readily evidently indeed instead rather quite very much more less well likewise similarly analogously conversely
respectively together separately namely i.e e.g i.e. e.g. etc etc. cf cf. viz viz. resp resp. w.r.t w.r.t. am is are
was were be been being do does did done has have had having can could may might must shall should will would ought need
needs let lets let's not don't doesn't isn't aren't needn't that's it's we'll we've you'll forth forward backward
backwards forwards elsewhere everywhere somewhere anywhere otherwise thereby therein thereof therewith whatever
whichever whoever how why yes ok okay please perhaps maybe anyway something everybody somebody anybody everyone someone
anyone latter former following below-mentioned aforementioned above-mentioned matter hand turn turns order view sake
means course way ways case cases respect regard regards terms place places side sides end ends beginning start part
parts kind kinds sort sorts type types form forms sense today yesterday
"""

# What formulas are called in deep learning and in the algebra and statistics around it.
_ROLES = """
input output inputs outputs weight bias biases offset intercept parameter hyperparameter hyper-parameter coefficient
variable argument value quantity number scalar vector matrix matrices tensor array operator kernel filter mask gate
cell state hidden layer network net model module block branch head stack encoder decoder generator discriminator
fake classifier regressor predictor estimator learner student teacher agent policy critic actor activation preactivation
pre-activation nonlinearity logit score feature attribute covariate embedding representation code token word character
vocabulary position sequence sentence document context query key attention memory dictionary codebook prototype
centroid centre center assignment membership responsibility proportion indicator rating anchor sample example instance
observation datum data datapoint data-point dataset batch minibatch mini-batch mini design vandermonde
training-set train test validation target label class category response prediction residual error loss cost objective
energy risk penalty regulariser regularizer regularisation regularization prior posterior likelihood log-likelihood
evidence density distribution probability gradient derivative jacobian hessian adjoint cotangent tangent sensitivity
signal message update step step-size stepsize stride padding dilation window patch pixel voxel image picture photograph
video audio frame channel group map feature-map plane grid resolution spectrum frequency phase amplitude wave time
timestep time-step epoch iteration iterate round trajectory path history future past horizon delay lag momentum
velocity accumulator learning rate learning-rate schedule temperature margin threshold slope scale shift gain factor
convolution deconvolution cross-correlation softmax
multiplier exponent power degree order size length width height depth dimension dimensionality shape axis axes index
indices subscript superscript entry entries element component coordinate row column slot item node vertex edge graph
neighbour neighbor neighbourhood neighborhood cluster mixture expert loading function functional mapping transform
transformation expression formula equation relation line term summand product quotient fraction root square-root
distance similarity notation symbol letter name abbreviation shorthand convention meaning definition theorem lemma
proposition corollary remark proof claim statement question exercise problem homework answer solution hint note section
subsection chapter lecture course paper book text textbook article literature appendix figure table page slide blog
post implementation program library framework software hardware row-major column-major major storage pointer buffer
cache device gpu cpu operation computation calculation multiplication addition subtraction division summation
integration differentiation backpropagation backprop propagation forward-pass backward-pass direction rule chain
chain-rule product-rule calculus algebra analysis statistics machine deep neural convolutional recurrent transformer
perceptron mlp rnn lstm gru cnn autoencoder vae gan resnet densenet bert gpt neuron synapse unit units nonlinear lookup
pooling upsampling downsampling normaliser normalizer partition denominator numerator world practice theory setting
situation scenario application task regression classification segmentation translation generation recognition reader
author people person somebody users user engineer practitioner colleague everyone mathematician physicist grader friend
mistake slip bug typo trap pitfall objection complaint comment reason intuition idea trick method technique approach
strategy procedure algorithm scheme recipe routine call caller callee measurement reading sensor experiment run trial
outcome event cause effect influence contribution role source destination supply demand object thing stuff piece bit
lot list collection family set pair triple tuple bunch bundle amount fact detail overview summary outline warm-up
warmup sanity check budget operations flop flops arrow hat bar tilde dot star prime dagger cap bracket parenthesis
brace sign plus minus colon subset superset interval domain codomain range space field ring projection interpolation
approximation expansion series curvature surface landscape contour descent ascent gradient-descent sgd adam optimiser
optimizer rmsprop newton perturbation displacement increment change changes dependence dependency relationship
connection link interaction coupling synergy covariance variance mean median mode moment moments
potential drift level queue probe saliency heatmap template mesh particle fitness landmark pose camera ray cloud
pressure voltage stimulus stimuli configuration sharpness version susceptibility activity photon movie topic phrase
phoneme pitch job worker packet capacity pipe tank actuator controller plant setpoint reference disturbance torque
force spring damper robot wheel speed acceleration jerk altitude disparity keypoint descriptor bank highway
trunk neck tail body bottleneck fusion chunk shard host thread lane hop gauge
ensemble committee bagging boosting tutorial worksheet cheat sheet seminar thesis dissertation supplement manuscript
revision referee editor draft board whiteboard blackboard midterm quiz rubric toy benchmark leaderboard ablation sweep
seed launch tensor-core roundoff vision robotics physics chemistry biology finance medicine university professor
semester week session lab laboratory company industry arxiv preprint proceedings conference journal edition sidebar
snippet pseudocode docstring commit repo repository ticket logger profiler timer hotspot latency throughput bandwidth
footprint arithmetic loop iterator einsum matmul gemm conv im2col winograd fft cuda triton numpy pytorch jax tensorflow
keras autodiff tape tracer vjp jvp pullback pushforward beginner novice freshman sophomore undergraduate intern resident
doctor nurse hospital scan tumour lesion retina x-ray mri genome taxon species station satellite radar lidar sonar
seismogram earthquake volcano river rain wind ocean ice forest soil customer shopper basket shelf click impression
banner auction bidder slate recommendation playlist song artist album genre listener rater review sentiment emoji tweet
forum chat dialogue utterance intent parser tree leaf krylov quasi-newton bfgs hierarchy pyramid octave fourier chirp
periodogram mel cepstrum vocoder codec bitrate quantiser quantizer codeword deviation reward preference concentration
intensity advantage belief confidence prompt adapter router reconstruction distortion divergence affinity relevance
candidate damping decay duration utility tolerance ridge dropout leak conductance solver costate arm bandit episode
"""

# What authors do with formulas, and what formulas do to each other.
_VERBS = """
denote call name write read say speak mean refer stand represent describe express state mention note notice observe
recall straight skip remind see look turn go come get obtain give take bring put use employ apply consider study
examine investigate inspect analyse analyze discuss think imagine picture know understand explain show prove
demonstrate derive deduce compute calculate evaluate differentiate integrate expand rearrange rewrite rename introduce
define declare specify choose pick select start begin continue proceed end finish return move feed send receive arrive
enter exit flow propagate backpropagate back-propagate accumulate collect gather contain include comprise consist store
save load record list count index mark stack concatenate append reshape flatten unroll unfold slice map transform
convert produce yield generate emit predict estimate approximate model learn train tune initialise initialize update
adjust adapt optimise optimize measure depend influence affect act operate multiply add subtract divide correspond
belong relate connect link point indicate appear occur arise stem originate exist happen play live need require want
wish aim try help serve suffice work run lead result cost carry transport matter interest concern involve hear ask
answer reply claim assert believe hope wonder doubt worry expect familiar paste type print plot draw sketch visualise
visualize make do perform execute implement code program compare contrast combine assemble build construct form
associate assign attach summarise summarize interpret parametrise parametrize parameterise parameterize reparametrise
reparametrize govern control determine decide drive assume suppose given reconstruct retrieve upsample downsample
modulate conditioning
"""

# Adjectives and participles that leave a value free.
_FREE = """
arbitrary any general generic given known unknown particular specific suitable appropriate usual standard common
ordinary typical classical familiar well-known real real-valued numerical numeric scalar-valued vector-valued
matrix-valued square rectangular trainable learnable learned learnt trained untrained tunable adjustable free raw
original initial current new old present actual desired corresponding respective relevant associated individual
multi-layer multilayer deep shallow hidden visible observed latent incoming outgoing upstream downstream external
internal local global left right top inner outer first-order second-order higher-order total partial full main extra
additional auxiliary intermediate final convenient useful helpful handy interesting important necessary required
possible easy hard difficult straightforward clear obvious evident natural careful cautious true false correct
incorrect valid wrong right-hand left-hand long short high-dimensional low-dimensional two-dimensional three-dimensional
one-dimensional multidimensional dimensional spatial temporal sequential differentiable twice continuously smooth
nonlinear non-linear fully dense fully-connected convolutional recurrent recursive causal bidirectional elementwise
element-wise entrywise entry-wise componentwise pointwise row-wise column-wise row-major column-major matrix-vector
closed-form per-token per-sample per-example per-channel per-feature per-class per-pixel per-step
backward forward different various analogous shown discussed described mentioned introduced defined used written called
named stored computed obtained derived mathematical algebraic analytic formal informal rigorous quick brief separate
mutual bad nice ugly better worse favourite expensive cheap efficient slow fast concise compact explicit implicit
readable readability simplicity clarity brevity convenience completeness familiarity generality
"""

# What is kept from differentiation has the values that it has; what else that means is found by a rule of its own.
_KEPT = "fix fixed hold held keep kept freeze frozen freezing detach detached stop-gradient stopgrad undifferentiated"
# What functions, layers and theorems are called.
_THEORY = """
softmax softplus sigmoid logistic tanh relu leaky elu gelu silu swish mish maxout exponential logarithm log exp sine
cosine hinge huber focal cross-entropy entropy divergence kullback leibler kl elbo variational bayesian bayes gaussian
laplacian laplace poisson bernoulli categorical dirichlet multinomial student newton gauss taylor cauchy schwarz jensen
young hadamard kronecker frobenius euclidean mahalanobis woodbury sherman morrison cholesky schur rayleigh lagrange
convolution cross-correlation correlation convolve pool embed attend dropout normalisation normalization batchnorm
layernorm rope lora bilinear depthwise separable dilated strided grouped transposed log-sum-exp advantage reward return
discount td temporal-difference q-function baseline emission transition reconstruction receptive directional finite
difference differences integer integers convexity symmetry invariance noise several split pattern recursion
recurrence assignment modulation perceptron hypernetwork meta-loss codes readout ratings scatter damping smoother
adjacency adjointness kernelised dual primal predictive marginal conditional joint deviation quadrature precision
recall accuracy metric criterion surrogate proxy reparametrization reparametrisation additive encoded truth dispose
correction border edge origin resolvent provided won't wouldn't fed belong belongs th st nd rd unnormalised
unnormalized treat regard view touches small large huge smallest largest smaller larger process preprocess linear
quadratic affine similar satisfy solve mixing categorical built aversion
volatility portfolio asset utility loader store quantity jump sub-channel find found seen wrote fellow formulae
equivalently hold holds become cause replace substitute gram style transfer
"""

# What is done with data, models and gradients, and how authors comment on it.
_PRACTICE = """
above below rest discard remainder span hundred thousand million dozen during avoid otherwise concatenation concatenate
concat dropout clutter register perturb perturbation drive dynamics react reaction training little bit emit emission
supply provide user consumer inference serve server deploy production prediction-time streaming stream online offline
crop resize rescaling augment augmentation partition batchsize epoch checkpoint log logging monitor profile warm cool
anneal annealing scheduler regime phase stage tier stack layerwise blockwise headwise channelwise samplewise head
query-key tokenwise tokenize tokenise tokenizer vocab lookup embeddings positional encoding encode decode decoding
encoder-decoder attend attention-weighted self-attention cross-attention multi-head multihead feedforward feed-forward
feedback recurrence gating gated candidate reset peephole unrolled bidirectional padding-mask padded pad pretrain
pretrained pre-trained finetune fine-tune fine-tuned fine-tuning adapter prompt prefix soft student-teacher distill
distillation contrastive anchor positive-pair negative-pair triplet siamese augmentations views view generator latent
code prior decoder sampled sampling sampler draw drawn noise-level timestep diffusion denoise denoiser denoising score
graph node edge neighbourhood message aggregate aggregation aggregator readout neighbor convolve kernelsize filterbank
stencil receptive stride-wise feature-maps pixelwise spatially naive clever neat elegant subtle tricky crucial key
central essential fundamental elementary intuitive intuition geometrically algebraically numerically analytically
symbolically practically theoretically strictly loosely roughly approximately essentially effectively basically
literally technically formally informally implicitly explicitly jointly alternate alternatively additionally
importantly interestingly surprisingly unfortunately fortunately hopefully admittedly notably particularly especially
specifically concretely precisely fully partly partially mostly hardly barely nearly almost happens happen remains
depends enters appears occurs exists comes goes flows pass passes travel travels reach reaches affects touches
influences controls governs encodes represents capture captures reflect reflects measures quantify quantifies
tells summarises aggregates collects combines mix mixes blend blends merge merges fuse fuses join joins links
relates connects couples feeds drives supplies provides deliver delivers yields returns outputs
strong strongly weak weakly higher highest lower lowest deep deeper shallow wide wider narrow early late later earliest
latest action me precondition preconditioner contribute vanilla fir iir tap autograd decay backbone router routed route
leave-one-out damped damping ball heavy layout got least-squares initialisation initialization initialise system
telescope low-rank positives negatives past future recent modern old new fresh novel original researcher author paper
community field literature textbook folklore historical history quickly slowly easily carefully motivation motivate
idea insight observation hint warning caveat remark footnote aside digression computationally statistically
probabilistic probabilistically throughout hereafter thereafter meanwhile eventually ultimately initially originally
traditionally conventionally reader exercise instructor student course homework exam grading points marks ahead ago
unroll rollout rolled roll move moved moving expose exposed hides mask masks masked masking unmasked translation pixel
raw grey color colour rgb intensity brightness speech audio text language document corpus word sentence paragraph
market price demand sales weather climate temperature traffic patient disease gene protein molecule atom squeeze excite
excitation
"""

# Layers, losses and papers, and how an author calls what is in them.
_CRAFT = """
coarse fine rough blurry crisp noisy clean adversarial synthetic tabular toy atrous fractionally checkerboard artefact
artifact alias antialias anti aliasing low high wavelet bicubic unpool maxpool avgpool max-pooling average-pooling
global-average-pooling max-unpooling hole halo boundary corner tile tiling col2im patchify vectorise vectorize
contiguous inplace precompute recompute rematerialise rematerialize materialise materialize batch-norm layer-norm
group-norm instance-norm rmsnorm groupnorm instancenorm epsilon eval autoregressive lookahead rotary alibi kv-cache
flash bucket majority minority rare imbalance imbalanced multi-class multiclass multi-label multilabel shortcut ratio
bptt forget elman seq2seq thought explode subword byte bag-of-words cbow dropconnect zoneout lasso elastic tikhonov
shrinkage penalise penalize differential fisher bookkeeping teaser tldr spoiler disclaimer licence license changelog
roadmap install usage quickstart companion readme wiki faq gotcha rant musing scribble jot notebook recitation handout
deck syllabus prerequisite handwritten back-of-the-envelope envelope bonus lecturer reviewer credit resubmit sensible
plausible legitimate innocent harmless mundane boring tedious messy painful fiddly delicate notorious infamous
celebrated famous popular ubiquitous old-fashioned contemporary ancient trendy dub baptise christen nickname abbreviate
account entirely wholly completely sit peel remember track chosen choice punish overconfidence prevent blow-up peaked
raise flatter grow trade discourage nudge integrator resample coin tiny safety relative conformable compatible fastest
"""

# How documentation and reports of experiments speak of what is fed in, and when.
_REPORTS = """
subsequent preceding successive consecutive underlying entire whole overall primary certain plain basic classic big
adjacent multiple visual textual acoustic stock episode region curve waveform spectrogram fingerprint flux mismatch
discrepancy gap suffix calibration development unlabeled unlabelled annotated simulated multivariate univariate
bivariate ordinal digital analog physical biological chemical financial medical clinical scientific optional default
supported functionality custom behaviour behavior documentation keyword evaluation format dynamic create allow regular
option effective metadata improve location manual logical recommend variant special scratch interface architecture
access abstract volumetric available experimental semantics runtime construction persistent native static modification
generative ecosystem wrapper trailing private terminology reinforcement portion collective milestone attempt
visualization intrinsic deprecated closure annotation alignment
"""

# What kernels do with memory and processors.
_MACHINES = """
handle launch fit distribute fetch prefetch spill flush synchronise synchronize barrier warp simd atomic atomically
occupancy coalesce concurrent concurrently modify mutate touch overwrite allocate allocation deallocate workspace
scratchpad dram sram hbm on-chip off-chip stall fused unfused
"""

# What holds of almost every tensor: no equation that is wrong elsewhere holds where it does.
_GENERIC = """
nonzero non-zero invertible nonsingular non-singular nondegenerate non-degenerate nontrivial non-trivial full-rank
"""
# How authors speak in blogs and answers.
_COLLOQUIAL = """
spit hand toss bring pull push hear own ship endow knob pinch crank tower caption picture slice pile chip pairwise
unembedding unembed content guess memo recipe ingredient cook stir gist gadget pipeline bunch folks stuff magically
happily neat neatly protect corrupt detect detector sharp sharply undo spins stopping broadcast squash along weigh
quality conveyor belt soften multichannel multi-channel single-channel monochrome greyscale grayscale
"""

_LISTS = (
    _FUNCTION,
    _ROLES,
    _VERBS,
    _FREE,
    _KEPT,
    _THEORY,
    _PRACTICE,
    _CRAFT,
    _REPORTS,
    _GENERIC,
    _COLLOQUIAL,
    _MACHINES,
)
_WORDS: frozenset[str] = frozenset(part for words in _LISTS for part in words.split())

# What may make a wrong line right, wherever it stands: in a clause that only leads into a display, or names nothing.
_TELLING = regex(
    r"(?<![\w-])(?:(?<!un-)(?:\w+-)?normali[sz]ed|unit[- ](?:norm|length|variance|vector|sphere|modulus)\w*|"
    r"orthogonal\w*|"
    r"orthonormal\w*|stochastic(?! gradient)|bi-?stochastic|one-hot|cent(?:er|re)d|zero-mean|mean-zero|whiten\w*|"
    r"decorrelat\w*|uncorrelated|standardi[sz]\w+|constant|equal|identical|coincid\w+|alike|interchang\w+|"
    r"the same(?! (?:way|argument|reasoning|shape|size|dimension|length|width|height|space|"
    r"formula|rule|token|holds|as|is|for|applies|can|time|"
    r"recipe|(?:[a-z-]+ ){1,2}(?:(?:can|may) (?:also )?be|is (?:also )?obtained|follows|arises|comes out)))|"
    r"tied|untied|"
    r"(?:is|are|be|being) (?:linear|quadratic|affine|similar)(?! [a-z])|"
    r"(?:satisf\w+|solv(?:e|es|ed|ing))(?= (?!⟦|(?:(?:the|an?|its|this|our) )?(?:[a-z-]+ ){0,2}(?:equations?|systems?|"
    r"relations?|identit(?:y|ies)|recursions?|recurrences?|conditions?|constraints?|problems?) ⟦|"
    r"(?:the|an?|this) ⟦\d+⟧ (?:linear )?(?:system|problem)))|"
    r"in units of|(?:do|does|did) "
    r"not (?:depend|vary|change|matter)|(?:has|have) no (?!more|other|effect|influence|gradient)|in the direction of|"
    r"aligned|tak\w+ turns|(?<=⟧ )(?:is|are) what(?:ever)?|opposite|rescaled|fixed "
    r"(?:by|under)|vanish\w*|(?<!not )(?<!never )(?<!n't )(?:sums? to|summing to|add(?:s|ing)? up to)|"
    r"parallel to|collinear|"
    r"(?:drop|neglect|omit|ignore|disregard|discard)(?:s|ed|ting|ping|ing)?(?= (?:the )?(?:\w+ )?⟦)|proportional|"
    r"multiples? of|"
    r"rank[- ](?:one|1|two|deficient)|low-rank(?! (?:update|adapt\w+|factor\w*|term|branch))|"
    r"sparse|permut\w+|circulant|toeplitz|triangular|banded|nilpotent|"
    r"commut(?:e|es|ing)|eigenvectors? (?:of|to|for)|(?:null ?space|kernel|image|range|span|(?:row|column) space|"
    r"(?:orthogonal )?complement) of|stationary|(?<!at a )(?<!at one )(?<!at some )fixed point|critical|"
    r"saturat\w+|isotrop\w+|homoscedastic|degenerate|"
    r"singular(?! v)|negligible|(?:switched|turned) off|isometr\w+|unimodular|unitary|traceless|trace-free|"
    r"involut\w+|self-?adjoint|hermitian|(?:average|integrate)s? to|"
    r"(?:length|norm|mean|sum|average|variance|trace|determinant|total|mass|energy)s? "
    r"(?:(?:of|is|are|equal to|equals?) )*(?:one|zero|unity|1|0))(?![\w-])",
    re.IGNORECASE,
)
_INVERSE_TEMPERATURE = regex(r"\binverse temperature\b", re.IGNORECASE)  # a name of a number, and of nothing's inverse
_TOKEN = regex(r"⟦\d+⟧|⟪⟫|[A-Za-z][A-Za-z'’-]*|\d+(?:\.\d+)?")


_NOUNS = frozenset(_ROLES.split())
_THINGS = _NOUNS | frozenset(_FREE.split())


def is_noun(word: str) -> bool:
    """Whether a word is what a formula is called: "block", and not "real"."""
    return word in _NOUNS or any(form in _NOUNS for form in _forms(word))


def is_thing(word: str) -> bool:
    """Whether a word is what a formula is called, or an adjective that leaves its values free.

    >>> is_thing("weights"), is_thing("real-valued"), is_thing("treated")
    (True, True, False)
    """
    return word in _THINGS or any(form in _THINGS for form in _forms(word))


# "a two-layer network": how many parts a thing has says nothing of their values
_OF_PARTS = regex(
    r"(?:one|two|three|four|five|six|single|multi|many)-"
    r"(?:layer(?:ed)?|stage|step|part|way|head(?:ed)?|block|branch|level|fold|phase|stream|tower)"
)


@cache
def _is_free(word: str) -> bool:
    """Whether a word, an inflection or each part of a compound is in the lists."""
    if word in _WORDS:
        return True
    if any(form in _WORDS for form in _forms(word)):
        return True
    if _OF_PARTS.fullmatch(word):
        return True
    parts = [part for part in word.split("-") if part]
    return len(parts) > 1 and all(map(_is_free, parts))


def _forms(word: str) -> list[str]:
    """What a word may be an inflection of."""
    found = []
    for ending, instead in (
        ("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"),
        ("ly", ""), ("'s", ""), ("’s", ""), ("s'", "s"), ("wise", ""), ("-wise", ""),
    ):  # fmt: skip
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)] + instead
            if len(stem) > 2:  # "ones" is no form of "on"
                found.append(stem)
            if not instead and len(stem) > 2 and stem[-1] == stem[-2]:
                found.append(stem[:-1])
    return found


def residue(clause: str) -> list[str]:
    """The words of a clause that may tell something of the formulas in it.

    >>> residue("the weights ⟦0⟧ are learned by gradient descent"), residue("⟦0⟧ are shared across layers")
    ([], ['shared'])
    >>> residue("here ⟦0⟧ is the upstream gradient"), residue("⟦0⟧ is a permutation of ⟦1⟧")
    ([], ['permutation'])
    >>> residue("a two-layer network for ⟦0⟧-class problems"), residue("⟦0⟧ is one-hot")
    ([], ['one-hot'])
    """
    clause = _INVERSE_TEMPERATURE.sub("temperature", clause)
    return [w for w in _TOKEN.findall(clause) if w[0] not in "⟦⟪" and not _is_free(w.lower())]


def tells(clause: str) -> list[str]:
    """The words of a clause that tell something wherever they stand.

    >>> tells("With normalised inputs the loss is"), tells("The Hessian is")
    (['normalised'], [])
    """
    return [m.group() for m in _TELLING.finditer(clause)]
