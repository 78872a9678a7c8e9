//! Code for posts to show, in eight languages: no two blocks alike, so that nobody can remember one for another.

use super::blog::Dice;

/// Pieces of a language, with `NAME`, `PART` and `NUM` to be filled in.
struct Language {
    /// What stands behind the fence: `python`.
    name: &'static str,
    pieces: &'static [&'static str],
}

const LANGUAGES: &[Language] = &[
    Language {
        name: "python",
        pieces: &[
            r#"
@dataclass
class NAME:
    """How many a PART holds, and since when."""

    size: int = NUM
    parts: list[str] = field(default_factory=list)

    def add(self, part: str) -> None:
        if len(self.parts) >= self.size:
            raise ValueError(f"no room for {part!r} in {self.size}")
        self.parts.append(part.strip().lower())
"#,
            r#"
def PART_of(path: Path, limit=NUM):
    # The last line may be without its end.
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if number > limit or not line.startswith("NAME"):
                continue
            yield number, line.rstrip("\n").split("\t")
"#,
            r#"
PART = {key: value ** 2 for key, value in NAME.items() if value % NUM}
assert max(PART.values(), default=0) < 1e6, "more than it can hold"
print(*sorted(PART, key=PART.get), sep="\n", file=sys.stderr)
"#,
        ],
    },
    Language {
        name: "rust",
        pieces: &[
            r"
/// What the PART was when it was last looked at.
#[derive(Clone, Debug, Default)]
pub struct NAME<'a> {
    name: &'a str,
    values: Vec<u32>,
}

impl<'a> NAME<'a> {
    pub fn highest(&self) -> Option<u32> {
        self.values.iter().copied().filter(|value| *value < NUM).max()
    }
}
",
            r#"
fn PART(input: &str) -> Result<usize, ParseIntError> {
    let mut sum = 0;
    for line in input.lines().map(str::trim).filter(|line| !line.is_empty()) {
        // A line that is no number ends it all.
        sum += line.parse::<usize>()? % NUM;
    }
    println!("NAME: {sum:>8}");
    Ok(sum)
}
"#,
            r#"
match PART.get(NUM) {
    Some(NAME) if NAME.is_empty() => continue,
    Some(NAME) => writeln!(out, "{NAME}\t{}", 'x')?,
    None => break,
}
"#,
        ],
    },
    Language {
        name: "c",
        pieces: &[
            r"
#include <stdio.h>
#define NAME NUM

/* Where the PART begins. */
static const char *PART(const char *text, size_t length)
{
    for (size_t i = 0; i < length && i < NAME; i++)
        if (text[i] == '\n' || text[i] == '\0')
            return text + i;
    return NULL;
}
",
            r#"
struct PART {
    unsigned int count : 7;
    struct PART *next;
};

int NAME(struct PART *first)
{
    int sum = 0;
    while (first != NULL) {
        sum += first->count * NUM;
        first = first->next;
    }
    return printf("%d\n", sum) < 0 ? -1 : sum;
}
"#,
        ],
    },
    Language {
        name: "javascript",
        pieces: &[
            r#"
export async function PART(url, { limit = NUM } = {}) {
  const answer = await fetch(`${url}?limit=${limit}`);
  if (!answer.ok) throw new Error(`NAME: ${answer.status}`);
  const { items } = await answer.json();
  return items.filter((item) => item.size > 0).map(({ name }) => name ?? "none");
}
"#,
            r#"
// Once is enough.
const NAME = new Map([["PART", NUM]]);
document.querySelector("main .PART").addEventListener("click", function (event) {
  event.preventDefault();
  for (const [key, value] of NAME) console.log(key, value / 2, /^[a-z]+$/u.test(key));
});
"#,
        ],
    },
    Language {
        name: "sh",
        pieces: &[
            r#"
# Everything of the PART that is older than a week.
find "$HOME/NAME" -name '*.PART' -mtime +7 -print0 |
  xargs -0 -n NUM sh -c 'for file; do mv -- "$file" "${file%.PART}.old"; done' _
"#,
            r#"
if [ "$#" -lt 1 ]; then
  echo "usage: $0 NAME" >&2
  exit 1
fi
for number in $(seq 1 NUM); do
  curl --silent --fail "https://PART.example/$number" >>"$1" || break
done
"#,
        ],
    },
    Language {
        name: "sql",
        pieces: &[r"
-- The ten that were used most.
SELECT n.name, COUNT(*) AS uses, MAX(u.at) AS last_use
FROM NAME AS n
LEFT JOIN PART AS u ON u.name_id = n.id
WHERE n.size > NUM AND n.kind IN ('open', 'lent')
GROUP BY n.name
HAVING COUNT(*) >= 2
ORDER BY uses DESC
LIMIT 10;
"],
    },
    Language {
        name: "json",
        pieces: &[r#"
{
  "name": "NAME",
  "size": NUM,
  "parts": [{"PART": null, "weight": 1.5e-3}, {"PART": "two", "is_open": true}],
  "since": "2019-11-04T10:00:00Z"
}
"#],
    },
    Language {
        name: "go",
        pieces: &[r#"
// NAME counts what comes from the PART until it is closed.
func NAME(ctx context.Context, PART <-chan string) (map[string]int, error) {
	counts := make(map[string]int, NUM)
	for {
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("PART: %w", ctx.Err())
		case word, ok := <-PART:
			if !ok {
				return counts, nil
			}
			counts[word]++
		}
	}
}
"#],
    },
];

/// A fenced block: two pieces of one language, with names of its own.
pub(crate) fn block(dice: &mut Dice) -> String {
    let Some(language) = LANGUAGES.get(dice.roll(LANGUAGES.len())) else { return String::new() };
    let pieces: Vec<String> = (0..2).map(|_| piece(dice, language)).collect();
    format!("\n```{}\n{}\n```\n", language.name, pieces.join("\n\n"))
}

fn piece(dice: &mut Dice, language: &Language) -> String {
    let (name, part) = (format!("{}_{}", dice.noun(), dice.noun()), format!("{}_{}", dice.noun(), dice.noun()));
    let piece = dice.pick(language.pieces).trim();
    piece.replace("NAME", &name).replace("PART", &part).replace("NUM", &dice.roll(1_000_000).to_string())
}
