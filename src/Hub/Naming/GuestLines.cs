using System.Globalization;
using GpioHub.Configuration;

namespace GpioHub.Hub.Naming;

/// <summary>The text of a guest's lines by number and name, neighbours together: <c>0 IGN</c>, <c>1–8 DOOR_{1..8}</c>, <c>9–15</c> without
/// a name. Pure.</summary>
internal static class GuestLines
{
    /// <param name="lines">In the order of their numbers.</param>
    public static IEnumerable<string> Of(IReadOnlyList<(int Line, string Name)> lines)
    {
        for (int first = 0; first < lines.Count;)
        {
            bool named = lines[first].Name.Length > 0;
            int end = first + 1;
            while (end < lines.Count && lines[end].Line == lines[end - 1].Line + 1 && lines[end].Name.Length > 0 == named) end++;
            if (named)
            {
                foreach (Series series in Series.Of([.. lines.Skip(first).Take(end - first).Select(line => new SeriesMember(line.Name))]))
                    yield return $"{Numbers(lines[first].Line + series.First, series.Count)} {series.Id}";
            }
            else
            {
                yield return Numbers(lines[first].Line, end - first);
            }
            first = end;
        }
    }

    private static string Numbers(int first, int count) => count == 1
        ? first.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{first}–{first + count - 1}");
}
