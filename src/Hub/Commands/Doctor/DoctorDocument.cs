using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GpioHub.Hub.Commands.Doctor.Facts;
using GpioHub.Hub.Commands.Shell;

namespace GpioHub.Hub.Commands.Doctor;

// The JSON of `doctor -o json`: its schema is in docs/guide/doctor.md.

/// <summary>All findings, in the order of the checks.</summary>
/// <param name="Version">Of the program.</param>
/// <param name="Healthy">There is no problem: the verb ends with 0.</param>
internal sealed record DoctorDocument(string Version, bool Healthy, IReadOnlyList<FindingDocument> Findings)
{
    public static string Of(ImmutableArray<Diagnosis> found) => JsonSerializer.Serialize(
        new DoctorDocument(ThisProgram.Version, DoctorText.IsHealthy(found),
            [.. found.Select(each => new FindingDocument(each.Check, Word(each.Finding.State), each.Finding.Fact, each.Finding.Mend))]),
        DoctorJson.Readable.DoctorDocument);

    private static string Word(FindingState state) => state switch
    {
        FindingState.Fine => "fine",
        FindingState.Note => "note",
        FindingState.Warning => "warning",
        _ => "problem",
    };
}

/// <param name="State">fine, note, warning, problem.</param>
/// <param name="Mend">null = there is nothing to mend.</param>
internal sealed record FindingDocument(string Check, string State, string Fact, string? Mend);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DoctorDocument))]
internal sealed partial class DoctorJson : JsonSerializerContext
{
    /// <summary>Nothing of it is put into HTML, so quotes and arrows stay readable.</summary>
    public static readonly DoctorJson Readable = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
