using GpioHub.Configuration.Planning;
using GpioHub.Hub.Control.Requests;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Control.Resources;

/// <summary>Why a line could not be driven, as a problem document.</summary>
internal static class SetRefusal
{
    /// <param name="result">Not Done.</param>
    public static ProblemException Of(SetResult result, ChipLineAddress line, RigPlan plan)
    {
        string name = NetName.Of(line, plan);
        var (status, code, otherwise) = result.Status switch
        {
            SetStatus.Busy => (409, ProblemCode.Busy, $"{name} is driven by another"),
            SetStatus.NotForDriving => (403, ProblemCode.NotForDriving, $"{name} is not for driving (control: read)"),
            SetStatus.ChipAway => (503, ProblemCode.ChipAway, $"{name}: chip {line.Chip} is away"),
            SetStatus.Refused => (503, ProblemCode.Refused, $"{name}: the chip refused"),
            _ => (504, ProblemCode.NoAnswer, $"{name}: no answer within 500 ms"),
        };
        return new ProblemException(status, code, result.Detail.Length > 0 ? result.Detail : otherwise);
    }
}
