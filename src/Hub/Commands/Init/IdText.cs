namespace GpioHub.Hub.Commands.Init;

/// <summary>Ids of chips and guests, made of names that may be anything. Pure.</summary>
internal sealed class IdText
{
    private const int Longest = 40;      // an id may have 63; a number may follow

    private readonly HashSet<string> _taken;

    /// <param name="reserved">Ids that mean something else.</param>
    public IdText(params IEnumerable<string> reserved) => _taken = new HashSet<string>(reserved, StringComparer.Ordinal);

    /// <summary>An id that has not been given yet.</summary>
    /// <param name="name">What it is made of.</param>
    /// <param name="otherwise">If nothing of the name can stand in an id.</param>
    public string Of(string name, string otherwise)
    {
        string kept = string.Concat(name.Take(Longest).Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' ? c : '-'));
        string id = kept.Trim('-', '_', '.');
        if (id.Length == 0) id = otherwise;
        string unique = id;
        for (int number = 2; !_taken.Add(unique); number++) unique = $"{id}-{number}";
        return unique;
    }
}
