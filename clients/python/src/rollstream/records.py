"""The records of the contract as they come out of a topic and go into one, field by field.

Generated from the schemas by tools/generate_records.py. Times are milliseconds since the epoch. ``None`` means "not known" unless
the field says otherwise. Packed arrays are little-endian bytes, see :mod:`rollstream.packed`.
"""

from typing import Literal, TypedDict

GroupOutcome = Literal[
    "UNKNOWN",
    "COMPLETE",
    "PARTIAL",
    "FILTERED",
    "EXPIRED",
    "CANCELLED",
]
"""How the group ended."""


ClosedBy = Literal[
    "UNKNOWN",
    "FULL",
    "DEADLINE",
    "CANCEL",
]
"""What ended a group."""


GroupReason = Literal[
    "UNKNOWN",
    "NONE",
    "ALL_SOLVED",
    "ALL_FAILED",
    "ZERO_VARIANCE",
    "OUT_OF_RANGE",
    "TOO_FEW_SCORED",
    "NO_MEMBERS",
    "BELOW_MINIMUM",
    "ESTIMATOR_ERROR",
    "CANCELLED",
]
"""Why a group that gives no advantages gives none."""


Purpose = Literal[
    "UNKNOWN",
    "TRAIN",
    "EVAL",
]
"""Why a group exists."""


class MemberCounts(TypedDict):
    """How many members fared how. Slots, never events."""

    expected: int | None
    """Members that the group was to have."""

    received: int | None
    """Slots taken."""

    scored: int | None
    """Members with a reward."""

    used: int | None
    """Members with an advantage."""

    unscorable: int | None
    """Members that could not be scored."""

    timeout: int | None
    """Members whose verifier ran out of time."""

    error: int | None
    """Members that failed."""

    duplicates: int | None
    """Rollouts that came for slots already taken."""


class RewardStatistics(TypedDict):
    """Statistics over the rewards of the scored members. All null where there are none."""

    mean: float | None
    """Mean."""

    std: float | None
    """Standard deviation with the estimator's ddof (1 where it uses none); 0 where there are too few."""

    min: float | None
    """Smallest."""

    max: float | None
    """Largest."""

    zero_variance: bool | None
    """Whether smallest and largest are equal: every advantage is then exactly 0."""


class EstimatorSettings(TypedDict):
    """Which estimator turns rewards into advantages, with everything that decides its numbers."""

    name: str
    """Estimator, such as grpo, rloo, dr-grpo."""

    version: int | None
    """The estimator's version; null in a request: the newest. Always set in a result."""

    ddof: int | None
    """Delta degrees of freedom of the standard deviation: 1 sample, 0 population. Null: the estimator's default, or not
    used."""

    epsilon: float | None
    """Added to the divisor. Null: the estimator's default, or not used."""

    baseline: str | None
    """What is subtracted: mean, loo, length-weighted, second-best. Null: the estimator's default."""

    scale: str | None
    """What is divided by: none, std, loo-std, mean. Null: the estimator's default."""

    singleton: str | None
    """Advantage of a group's only member: zero. Null: the estimator's default."""

    weights: dict[str, float]
    """Weights of reward components by name, for estimators over components; empty: each 1."""


class FilterSettings(TypedDict):
    """Which complete groups are not worth training on. Off where null."""

    zero_variance: bool | None
    """Drop groups whose members all have the same reward. Null: false."""

    metric: str | None
    """Reward component whose group mean must lie in the open interval (low, high), or `reward`. Null: accuracy."""

    low: float | None
    """Strict lower bound of the metric's mean; null: none."""

    high: float | None
    """Strict upper bound of the metric's mean; null: none."""


class RecordRef(TypedDict):
    """Where a record lies. The payload is written once; everything downstream points at it."""

    topic: str | None
    """Topic's full name; null: the stream's own topic for that kind of record, under the stream's prefix."""

    partition: int
    """Partition number."""

    offset: int
    """Offset within the partition."""


MemberOutcome = Literal[
    "UNKNOWN",
    "SCORED",
    "UNSCORABLE",
    "TIMEOUT",
    "ERROR",
]
"""What became of one member of a group. Only SCORED members have a reward."""


class Component(TypedDict):
    """A named number with an optional weight: a component of a reward."""

    name: str
    """Name, such as format or accuracy."""

    value: float | None
    """Value; null: the verifier has none for this completion."""

    weight: float | None
    """Weight within the reward; null: the verifier's own rule."""


FinishReason = Literal[
    "UNKNOWN",
    "STOP",
    "LENGTH",
    "ABORT",
    "TOOL",
    "MAX_TURNS",
    "CONTEXT_OVERFLOW",
    "PARSE_ERROR",
    "TIMEOUT",
    "ERROR",
]
"""Why a generation ended."""


class Member(TypedDict):
    """One member of the group."""

    index: int
    """The slot."""

    attempt: int | None
    """Which try won the slot."""

    outcome: MemberOutcome
    """Whether there is a reward."""

    reward: float | None
    """The reward; null unless scored."""

    components: list[Component]
    """Parts of the reward."""

    advantage: float | None
    """The advantage, the same for every trained token; null: none."""

    token_count: int | None
    """Completion tokens."""

    finish_reason: FinishReason
    """Why the generation ended."""

    policy_id: str | None
    """Policy that answered."""

    policy_version_min: int | None
    """Oldest policy version that sampled a token."""

    policy_version_max: int | None
    """Newest policy version that sampled a token."""

    rollout: RecordRef | None
    """Where the rollout lies."""


class AdvantageGroup(TypedDict):
    """How a group ended, with its members: the index into tasks and rollouts."""

    group_id: str
    """The group."""

    run_id: str
    """The run that made the group."""

    outcome: GroupOutcome
    """How it ended."""

    closed_by: ClosedBy
    """What ended it."""

    reason: GroupReason
    """Why it gives no advantages."""

    detail: str | None
    """More about the reason, for people; null: nothing to add."""

    purpose: Purpose
    """Whether the group trains or evaluates."""

    dataset: str | None
    """Data set that the group counts for."""

    task_type: str | None
    """Kind of task."""

    counts: MemberCounts | None
    """Members by how they fared."""

    rewards: RewardStatistics | None
    """Statistics of the rewards."""

    verifier: str | None
    """Verifier that decided the rewards, as name/version."""

    verifier_parameters: dict[str, str]
    """The verifier's parameters by name."""

    estimator: EstimatorSettings | None
    """Estimator that decided the advantages, complete with every parameter that it used."""

    filter: FilterSettings | None
    """Filters that were applied; null: none."""

    min_group_size: int | None
    """Fewest scored members that give advantages."""

    task: RecordRef | None
    """Where the task lies."""

    opened_at_ms: int | None
    """Append time of the answer key."""

    closed_at_ms: int | None
    """The partition's time when the group ended."""

    members: list[Member]
    """The members, by rising index."""


AnswerKeyEventType = Literal[
    "UNKNOWN",
    "KEY",
    "CANCEL",
]
"""What the record says of its group."""


class AnswerKey(TypedDict):
    """The answer and every setting that decides how the group is scored, closed, filtered and turned into advantages."""

    answer: str | None
    """The exact answer."""

    verifier: str | None
    """Verifier that compares completions with it, such as spatial-ssrl."""

    verifier_parameters: dict[str, str]
    """The verifier's parameters by name; empty: its defaults."""

    group_size: int | None
    """How many members the group has."""

    min_group_size: int | None
    """Fewest scored members that still give advantages; null: the group size."""

    ttl_ms: int | None
    """Time to live from this record's append time."""

    purpose: Purpose
    """Whether the group trains or evaluates."""

    dataset: str | None
    """Data set that the group counts for."""

    task_type: str | None
    """Kind of task, such as shuffle or flip."""

    variant: str | None
    """Variant of the task, such as 2x2-masked."""

    mode: str | None
    """How the task was made: strict or reference."""

    task: RecordRef | None
    """Where the group's task lies on topic tasks: written in the same transaction, so it is not a worker's claim."""

    estimator: EstimatorSettings | None
    """Estimator for the group's advantages; null: grpo with its defaults."""

    filter: FilterSettings | None
    """Filters; null: none."""

    source: str | None
    """Picture (path or URI) that the task was made of."""

    seed: int | None
    """Seed that remakes the task from its source."""


class Cancel(TypedDict):
    """Ends a group before its deadline."""

    reason: str | None
    """Why, for people and for the group's terminal record."""


class AnswerKeyEvent(TypedDict):
    """One event of a group's answer key."""

    group_id: str
    """The group."""

    run_id: str
    """The run that made it."""

    type: AnswerKeyEventType
    """Which of the fields below is set."""

    answer_key: AnswerKey | None
    """The answer key; null unless type is KEY."""

    cancel: Cancel | None
    """The cancellation; null unless type is CANCEL."""


class PolicyVersion(TypedDict):
    """A version of a policy that workers may sample from. Versions only grow, also after a learner's restart."""

    policy_id: str
    """The policy: one line of versions."""

    version: int
    """The version."""

    parent: int | None
    """Version that this one was trained from; null: it is the first."""

    step: int | None
    """Learner's optimiser step."""

    learner: str | None
    """Learner that published it."""

    weights_uri: str | None
    """Where the weights lie; null: the trainer pushes them into the engines itself."""

    sha256: str | None
    """SHA-256 of the weights file, lower-case hexadecimal; null where there is no URI."""

    metrics: dict[str, float]
    """Learner's figures at that step, by name."""


class PartitionPosition(TypedDict):
    """A place in a partition: the offset of the next record to read."""

    partition: int
    """Partition of topic advantages."""

    offset: int
    """Next offset."""


class Progress(TypedDict):
    """Where a learner stands after a step, as in the checkpoint of that step."""

    learner: str
    """The learner."""

    policy_id: str | None
    """Policy that it trains; null: it trains none."""

    step: int | None
    """Optimiser step."""

    policy_version: int | None
    """Newest version that it published."""

    position: list[PartitionPosition]
    """The whole position: everything before it is used or receipted."""

    batch_size: int | None
    """Groups in one batch."""

    groups: dict[str, int]
    """Groups so far, by receipt outcome."""


ReceiptOutcome = Literal[
    "UNKNOWN",
    "TRAINED",
    "STALE",
    "PAYLOAD_GONE",
    "PAYLOAD_INVALID",
    "PROMPT_MISMATCH",
]
"""What became of a group at the learner."""


class Receipt(TypedDict):
    """The last line of a group's ledger: from picture to gradient step."""

    group_id: str
    """The group."""

    run_id: str
    """The run that made the group."""

    learner: str
    """The learner."""

    outcome: ReceiptOutcome
    """What became of it."""

    detail: str | None
    """More, for people; null: nothing to add."""

    policy_id: str | None
    """Policy that was trained."""

    step: int | None
    """Optimiser step that used it, or at which it was refused."""

    version_in: int | None
    """Policy version before the step."""

    version_out: int | None
    """Policy version that the step made; null: none, the group was refused."""

    advantage_group: RecordRef | None
    """Where the group's terminal record lies on topic advantages."""


RewardEventType = Literal[
    "UNKNOWN",
    "OPEN",
    "MEMBER",
    "CLOSE",
]
"""Which part of the group's life this is."""


class GroupOpened(TypedDict):
    """What the aggregator needs to know of a group."""

    group_size: int | None
    """How many members the group has."""

    min_group_size: int | None
    """Fewest scored members that give advantages; null: the group size."""

    purpose: Purpose
    """Whether the group trains or evaluates."""

    dataset: str | None
    """Data set that the group counts for."""

    task_type: str | None
    """Kind of task."""

    verifier: str | None
    """Verifier with its version, as name/version."""

    verifier_parameters: dict[str, str]
    """The verifier's parameters by name."""

    estimator: EstimatorSettings | None
    """Estimator; null: grpo with its defaults."""

    filter: FilterSettings | None
    """Filters; null: none."""

    task: RecordRef | None
    """Where the task lies."""

    opened_at_ms: int | None
    """Append time of the answer key."""

    deadline_ms: int | None
    """When the group ends at the latest."""


class MemberScored(TypedDict):
    """One slot of the group."""

    index: int
    """The slot."""

    attempt: int | None
    """Which try won the slot."""

    outcome: MemberOutcome
    """Whether there is a reward."""

    reward: float | None
    """The reward; null unless the outcome is SCORED."""

    components: list[Component]
    """Parts of the reward, in the verifier's order."""

    verifier: str | None
    """Verifier that decided, as name/version."""

    detail: str | None
    """Why there is no reward; null: there is one."""

    token_count: int | None
    """Completion tokens."""

    finish_reason: FinishReason
    """Why the generation ended."""

    policy_id: str | None
    """Policy that answered."""

    policy_version_min: int | None
    """Oldest policy version that sampled a token."""

    policy_version_max: int | None
    """Newest policy version that sampled a token."""

    rollout: RecordRef | None
    """Where the rollout lies."""


class GroupClosed(TypedDict):
    """The end of the group."""

    closed_by: ClosedBy
    """What ended it."""

    reason: str | None
    """The cancel's reason; null otherwise."""

    members: int | None
    """How many slots were taken."""

    duplicates: int | None
    """How many rollouts came for slots already taken."""

    closed_at_ms: int | None
    """The partition's time when it ended."""


class RewardEvent(TypedDict):
    """One event of a group's life."""

    group_id: str
    """The group."""

    run_id: str
    """The run that made the group."""

    type: RewardEventType
    """Which of the fields below is set."""

    opened: GroupOpened | None
    """Set when type is OPEN."""

    member: MemberScored | None
    """Set when type is MEMBER."""

    closed: GroupClosed | None
    """Set when type is CLOSE."""


class SamplingParameters(TypedDict):
    """The complete sampling parameters of a generation: nothing is left to a server's defaults."""

    temperature: float | None
    """Softmax temperature; 0 is greedy."""

    top_p: float | None
    """Nucleus: smallest set of tokens whose probability reaches this; 1 is off."""

    top_k: int | None
    """Only the k most probable tokens; 0 is off."""

    min_p: float | None
    """Only tokens at least this fraction of the most probable one; 0 is off."""

    max_tokens: int | None
    """At most this many completion tokens."""

    seed: int | None
    """The group's sampling seed; member i uses a seed derived from it and i. It comes from a public seed of its own, never from
    * the seed that made the answer. Null: the engine chooses."""

    stop: list[str]
    """Strings that end a generation."""


LogprobKind = Literal[
    "UNKNOWN",
    "RAW",
    "TEMPERED",
    "PROCESSED",
]
"""What a stored log-probability is the logarithm of. A learner refuses a kind that it cannot reproduce."""


class RolloutTimings(TypedDict):
    """When the parts of a generation happened, by the worker's clock: for people, never for decisions."""

    taken_at_ms: int | None
    """The task was taken from the queue."""

    started_at_ms: int | None
    """The request was sent to the engine."""

    first_token_at_ms: int | None
    """The first token came."""

    finished_at_ms: int | None
    """The last token came."""


class TokenVersionRun(TypedDict):
    """A run of consecutive tokens that one policy version sampled."""

    version: int
    """Policy version."""

    count: int
    """How many tokens."""


class Sequence(TypedDict):
    """One token sequence of a rollout: one for single-turn, several where an agent's turns or branches train apart."""

    step_index: int
    """Position within the rollout, from 0."""

    role: str | None
    """Agent role that spoke; null: the only one."""

    prompt_length: int | None
    """How many prompt tokens the engine saw before `token_ids`. Null: not reported."""

    prompt_token_ids: bytes | None
    """The prompt's token ids as the engine saw them, int32 little-endian, `prompt_length` of them. Null: not reported."""

    token_count: int | None
    """How many tokens follow the prompt: the length of the arrays below."""

    token_ids: bytes | None
    """The tokens after the prompt, int32 little-endian. Never invented: null where the engine reports none."""

    loss_mask: bytes | None
    """One byte a token: 1 trains, 0 does not (tool output, say). Null: every token after the prompt trains."""

    logprobs: bytes | None
    """Log-probability of each token, float32 little-endian, natural logarithm, of the rollout's `logprob_kind`. Null: not
    reported."""

    token_versions: list[TokenVersionRun]
    """Which version sampled which tokens, run-length encoded, counts adding up to token_count. Empty: one version, the
    rollout's."""


class Message(TypedDict):
    """One turn of a conversation, for tools and agents."""

    role: str | None
    """system, user, assistant or tool."""

    content: str | None
    """The turn's text."""

    name: str | None
    """Name of the tool or agent that speaks; null: none."""

    tool_calls: str | None
    """JSON array of the turn's tool calls as the engine reported them; null: none."""

    tool_call_id: str | None
    """Id of the tool call that this turn answers; null: none."""


class Rollout(TypedDict):
    """One completion of a task: one attempt at one slot of its group."""

    group_id: str
    """The group."""

    run_id: str
    """The run that made the group."""

    index: int
    """The slot within the group: 0 to group_size - 1. The lowest offset wins a slot."""

    attempt: int | None
    """Which try at the slot this is, from 0: the task's delivery count less one."""

    task: RecordRef | None
    """The task that was answered."""

    text: str | None
    """The decoding of the sampled tokens, up to and including the first end of sequence, special tokens left out. Null:
    failed."""

    token_count: int | None
    """How many completion tokens, over all sequences."""

    finish_reason: FinishReason
    """Why the generation ended."""

    error: str | None
    """What failed; null: nothing did."""

    policy_id: str | None
    """Policy that answered."""

    policy_version_min: int | None
    """Oldest policy version that sampled a token."""

    policy_version_max: int | None
    """Newest policy version that sampled a token."""

    worker: str | None
    """Worker that produced it."""

    engine: str | None
    """Engine and its version, such as scripted/1."""

    sampling: SamplingParameters | None
    """The sampling parameters that were used."""

    logprob_kind: LogprobKind
    """Kind of the log-probabilities in `sequences`."""

    timings: RolloutTimings | None
    """When things happened."""

    sequences: list[Sequence]
    """Token sequences; empty where the engine reports text only."""

    messages: list[Message] | None
    """The whole conversation, for tools and agents; null: prompt and text say it all."""


class Image(TypedDict):
    """A picture of a prompt. Exactly one of `data` and `uri` is set."""

    sha256: str | None
    """SHA-256 of the encoded picture, lower-case hexadecimal."""

    media_type: str | None
    """IANA media type: image/jpeg or image/png."""

    width: int | None
    """Width in pixels."""

    height: int | None
    """Height in pixels."""

    data: bytes | None
    """The encoded picture; null: too large for the record, it lies at `uri`."""

    uri: str | None
    """Where the encoded picture lies; its name tells nothing of the answer. Null: it is in `data`."""


class Task(TypedDict):
    """One prompt instance that asks for `group_size` completions."""

    group_id: str
    """The group: `<run id>/<sequence>`."""

    run_id: str
    """The run that made it."""

    prompt: str | None
    """The user prompt, with the literal `<image>` once for each picture, in order."""

    messages: list[Message]
    """A conversation before the prompt, such as a system message; empty: the prompt alone."""

    images: list[Image]
    """The prompt's pictures, in the order of the placeholders."""

    group_size: int | None
    """How many members the group has: indices 0 to group_size - 1."""

    sampling: SamplingParameters | None
    """How each member is sampled; complete."""

    ttl_ms: int | None
    """The group's time to live, from the append time of its answer key."""

    purpose: Purpose
    """Whether the group trains or evaluates."""

    dataset: str | None
    """Data set that the group counts for; null: none named."""

    task_type: str | None
    """Kind of task, such as shuffle or flip."""

    policy_id: str | None
    """Policy that should answer; null: the one that the worker follows."""

    min_policy_version: int | None
    """Workers wait for this version of the policy; null: any version will do."""
