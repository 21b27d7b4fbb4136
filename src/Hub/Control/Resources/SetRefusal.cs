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
}
