using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace GpioHub.Configuration;

/// <summary>A series of neighbours that differ by a number only, written as one: <c>ecu-1</c>, <c>ecu-2</c>, … as <c>ecu-{1..24}</c>.
/// Pure.</summary>
/// <param name="Id">The id, with the range in it if <paramref name="Count"/> is above 1.</param>
/// <param name="Texts">The texts of its members; <c>{n}</c> where they have their own number.</param>
/// <param name="First">Index of its first member.</param>
/// <param name="Count">Its members: 1, or <see cref="Fewest"/> and more.</param>
public sealed partial record Series(string Id, ImmutableArray<string> Texts, int First, int Count)
{
    /// <summary>The fewest members of a range; two names are quicker to read than a range.</summary>
    public const int Fewest = 3;

    /// <summary>The placeholder of the number in a text.</summary>
    public const string Number = "{n}";

    /// <summary>All members, in order, in as few series as possible. It does not matter whether the file has a template: members that are
    /// alike make a series.</summary>
    /// <param name="sameTexts">A series' texts are the same, without a number of their own.</param>
    public static ImmutableArray<Series> Of(IReadOnlyList<SeriesMember> members, bool sameTexts = false)
    {
        var told = ImmutableArray.CreateBuilder<Series>();
        for (int first = 0; first < members.Count; first += told[^1].Count)
        {
            Pattern? pattern = first + Fewest <= members.Count ? Pattern.Of(members[first], members[first + 1]) : null;
            if (sameTexts && pattern is { IsNumbered: true }) pattern = null;
            int count = 1;
            while (pattern is not null && first + count < members.Count && pattern.Fits(members[first + count], count)) count++;
            told.Add(count < Fewest
                ? new Series(members[first].Id, members[first].Texts, first, 1)
                : pattern!.Told(first, count));
        }
        return told.ToImmutable();
    }

    /// <summary>Digits and what is between them: <c>vm2-ecu-07</c> is <c>vm 2 -ecu- 07</c>.</summary>
    [GeneratedRegex("[0-9]+|[^0-9]+")]
    private static partial Regex Tokens();

    /// <summary>What two neighbours have in common. A null token is the number.</summary>
    private sealed class Pattern
    {
        private const int MostDigits = 9;

        private readonly string?[] _id;
        private readonly string?[][] _texts;
        private readonly int _from;
        private readonly int _width;

        private Pattern(string?[] id, string?[][] texts, string from) =>
            (_id, _texts, _from, _width) = (id, texts, int.Parse(from, CultureInfo.InvariantCulture),
                from.Length > 1 && from[0] == '0' ? from.Length : 0);

        public bool IsNumbered => _texts.Any(text => text.Contains(null));

        /// <returns>Null if they differ by something else than a number that goes up by one.</returns>
        public static Pattern? Of(SeriesMember a, SeriesMember b)
        {
            string[] idA = Split(a.Id), idB = Split(b.Id);
            if (idA.Length != idB.Length || a.Texts.Length != b.Texts.Length) return null;
            int[] different = [.. Enumerable.Range(0, idA.Length).Where(i => idA[i] != idB[i])];
            if (different.Length != 1) return null;
            (string from, string to) = (idA[different[0]], idB[different[0]]);
            if (!char.IsAsciiDigit(from[0]) || from.Length > MostDigits || !char.IsAsciiDigit(to[0])) return null;

            string?[] id = [.. idA];
            id[different[0]] = null;
            var texts = new string?[a.Texts.Length][];
            for (int t = 0; t < texts.Length; t++)
            {
                string[] textA = Split(a.Texts[t]), textB = Split(b.Texts[t]);
                if (textA.Length != textB.Length) return null;
                texts[t] = [.. textA];
                for (int i = 0; i < textA.Length; i++)
                {
                    if (textA[i] == textB[i]) continue;
                    if (textA[i] != from || textB[i] != to) return null;
                    texts[t][i] = null;
                }
            }
            return new Pattern(id, texts, from);
        }

        /// <param name="index">Of the member in the series.</param>
        public bool Fits(SeriesMember member, int index)
        {
            string number = NumberOf(index);
            return Fits(_id, member.Id, number)
                && member.Texts.Length == _texts.Length
                && !_texts.Where((text, t) => !Fits(text, member.Texts[t], number)).Any();
        }

        public Series Told(int first, int count) => new(
            Written(_id, $"{{{NumberOf(0)}..{NumberOf(count - 1)}}}"), [.. _texts.Select(text => Written(text, Number))], first, count);

        private string NumberOf(int index) => (_from + index).ToString(CultureInfo.InvariantCulture).PadLeft(_width, '0');

        private static bool Fits(string?[] pattern, string text, string number)
        {
            string[] tokens = Split(text);
            return tokens.Length == pattern.Length && !tokens.Where((token, i) => token != (pattern[i] ?? number)).Any();
        }

        private static string Written(string?[] pattern, string number) => string.Concat(pattern.Select(token => token ?? number));

        private static string[] Split(string text) => [.. Tokens().Matches(text).Select(match => match.Value)];
    }
}

/// <summary>A member of a possible series.</summary>
/// <param name="Id">Its name: neighbours in a series differ by a number in it.</param>
/// <param name="Texts">Its other texts: the same in a series, except for that number.</param>
public readonly record struct SeriesMember(string Id, params ImmutableArray<string> Texts);
