using GpioHub.Hub.Control.Wire;

namespace GpioHub.Hub.Control.Requests;

/// <summary>The stable words of <c>code</c> in a problem document.</summary>
internal static class ProblemCode
{
    public const string Malformed = "malformed";
    public const string Unauthorized = "unauthorized";
    public const string ForbiddenOrigin = "forbidden-origin";
    public const string ReadOnly = "read-only";
    public const string NotForDriving = "not-for-driving";
    public const string NotFound = "not-found";
    public const string MethodNotAllowed = "method-not-allowed";
    public const string Busy = "busy";
    public const string TooMany = "too-many";
    public const string OtherGeneration = "other-generation";
    public const string RolledBack = "rolled-back";
    public const string ControlSocketOnly = "control-socket-only";
    public const string TooLarge = "too-large";
    public const string UnsupportedMediaType = "unsupported-media-type";
    public const string Misdirected = "misdirected";
    public const string InvalidConfig = "invalid-config";
    public const string Internal = "internal";
    public const string ChipAway = "chip-away";
    public const string LineUnusable = "line-unusable";
    public const string Refused = "refused";
    public const string NoAnswer = "no-answer";
}

/// <summary>The refusal of a request: thrown anywhere below the router, which writes it once.</summary>
internal sealed class ProblemException(int status, string code, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public string? Nearest { get; init; }

    /// <summary>For 405: the methods that the resource has.</summary>
    public string? Allow { get; init; }

    public IReadOnlyList<ConfigProblemDocument>? Errors { get; init; }

    public ProblemDocument ToDocument() =>
        new(Code is ProblemCode.OtherGeneration or ProblemCode.RolledBack ? "Not applied" : TitleOf(Status), Status, Message,
            Code, Nearest, Errors);

    public static ProblemException Malformed(string detail) => new(400, ProblemCode.Malformed, detail);

    private static string TitleOf(int status) => status switch
    {
        400 => "Malformed request",
        401 => "Token needed",
        403 => "Not allowed",
        404 => "Not found",
        405 => "Method not allowed",
        409 => "Busy",
        413 => "Too large",
        415 => "Unsupported media type",
        421 => "Not the host of this hub",
        422 => "Configuration is not valid",
        501 => "Not supported yet",
        503 => "Not available",
        504 => "No answer in time",
        _ => "Internal error",
    };
}
