"""Clock patience: deal, turn, count. Usage: clock.py [GAMES]"""
import random
import sys

KING = 12


def play(rng: random.Random) -> int:
    """One game: how many cards are face up at its end."""
    deck = [rank for rank in range(13) for _suit in range(4)]
    rng.shuffle(deck)
    piles = [deck[at:at + 4] for at in range(0, 52, 4)]
    turned, rank = 0, KING
    while piles[rank]:
        rank = piles[rank].pop()
        turned += 1
    return turned


def main() -> None:
    games = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    rng = random.Random(2026)
    counts = [play(rng) for _ in range(games)]
    wins = sum(turned == 52 for turned in counts)
    print(f"{games} games, {wins} won ({wins / games:.2%}), {sum(counts) / games:.1f} cards turned on average")


if __name__ == "__main__":
    main()
