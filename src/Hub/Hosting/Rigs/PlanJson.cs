using System.Text.Encodings.Web;
using System.Text.Json;
using GpioHub.Actors.Contract;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Hosting.Rigs;

/// <summary>A plan as text, and back: exactly the same plan, without a look at the disk.</summary>
/// <remarks>
/// It is the plan and no rig file: places that a reload has left empty stay empty, every default is said, and of a token there is the
/// digest, never the secret. A key that this version does not know is passed over; one that an older version does not write is given its
/// default by <see cref="Read"/>.
/// </remarks>
internal static class PlanJson
{
    private static readonly PlanSerializers Plain = new(new JsonSerializerOptions(PlanSerializers.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static byte[] Of(PlanImage image) => JsonSerializer.SerializeToUtf8Bytes(image, Plain.PlanImage);

    /// <exception cref="JsonException">It is no plan.</exception>
    public static PlanImage Read(ReadOnlySpan<byte> text)
    {
        var image = JsonSerializer.Deserialize(text, Plain.PlanImage);
        if (image?.Plan is not { Hub: { ConfigPath: not null, ControlSocket: not null, Poll: not null } } plan || plan.Chips.IsDefault
            || plan.Guests.IsDefault)
        {
            throw new JsonException("a part of the plan is missing");
        }

        var hub = plan.Hub with
        {
            Recorder = plan.Hub.Recorder ?? RecorderPlan.Default,
            HttpNames = plan.Hub.HttpNames.IsDefault ? [] : plan.Hub.HttpNames,
            Tokens = plan.Hub.Tokens.IsDefault ? [] : plan.Hub.Tokens,
        };
        return image with
        {
            Plan = plan with
            {
                Hub = hub,
                Buses = plan.Buses.IsDefault ? [] : plan.Buses,
                Links = plan.Links is { Peers.IsDefault: true } links ? links with { Peers = [] } : plan.Links,
            },
            Pending = image.Pending.IsDefault ? [] : image.Pending,
        };
    }
}
