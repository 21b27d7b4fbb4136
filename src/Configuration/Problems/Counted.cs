namespace GpioHub.Configuration;

/// <summary>Texts of numbers with their noun.</summary>
public static class Counted
{
    /// <summary><c>1 line</c>, <c>2 lines</c>, <c>2 buses</c>.</summary>
    public static string Of(long count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {Many(noun)}";

    /// <summary><c>lines</c>, <c>buses</c>.</summary>
    public static string Many(string noun) => noun.EndsWith('s') ? $"{noun}es" : $"{noun}s";
}
