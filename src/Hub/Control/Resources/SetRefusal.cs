using System.Collections.Immutable;
using GpioHub.Hub.Control.Requests;
using GpioHub.Rules.Nets;

namespace GpioHub.Hub.Control.Resources;

/// <summary>Why a line could not be driven, as a problem document in the words of who refused it.</summary>
internal static class SetRefusal
{
    /// <param name="result">Not Done.</param>
    public static ProblemException Of(SetResult result)
    {
        var (status, code) = result.Status switch
        {
            SetStatus.Busy => (409, ProblemCode.Busy),
            SetStatus.NotForDriving => (403, ProblemCode.NotForDriving),
            SetStatus.ChipAway => (503, ProblemCode.ChipAway),
            SetStatus.Refused => (503, ProblemCode.Refused),
            _ => (504, ProblemCode.NoAnswer),
        };
        return new ProblemException(status, code, result.Detail);
    }

    /// <summary>Requires that several lines were set.</summary>
    /// <param name="addresses">Of the lines, in the order of the results.</param>
    /// <exception cref="ProblemException">Some were not; it says which are set all the same.</exception>
    public static void Require(ImmutableArray<SetResult> results, IReadOnlyList<string> addresses)
    {
        var refused = results.Where(result => result.Status is not (SetStatus.Done or SetStatus.NotTried)).ToList();
        if (refused.Count == 0) return;
        string[] set = [.. addresses.Zip(results).Where(line => line.Second.Status == SetStatus.Done).Select(line => line.First)];
        string what = set.Length == 0 ? "nothing is set" : $"set {(set.Length == 1 ? "is" : "are")} {string.Join(", ", set)}";
        string why = string.Join("; ", refused.Select(result => result.Detail).Distinct());
        throw Of(refused[0] with { Detail = $"{why}; {what}" });
    }
}
