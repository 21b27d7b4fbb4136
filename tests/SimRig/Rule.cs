using System.Runtime.CompilerServices;
using GpioHub.EndToEnd.Support;

namespace GpioHub.SimRig;

/// <summary>The rules that a scenario checks, and the figures that it prints.</summary>
internal static class Rule
{
    /// <param name="state">For the failure: the actual state, with everything that helps to find out why.</param>
    public static void Holds(bool it, object state, [CallerArgumentExpression(nameof(it))] string rule = "")
    {
        if (!it) throw new ScenarioException($"{rule}: {state}");
    }

    public static void Equal<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual)) throw new ScenarioException($"{what}: {actual} instead of {expected}");
    }

    /// <summary>Prints one figure: a name without blanks, and its value.</summary>
    public static void Figure(string name, FormattableString value) => Console.WriteLine($"{name} {FormattableString.Invariant(value)}");

    public static void Figure(string name, long value) => Figure(name, $"{value}");
}
