using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Driver;

/// <remarks>Cancelling only stops the waiting: a message on its way is still answered, and its buffer is not used again before.</remarks>
public sealed partial class GpioDriver
{
    /// <summary>Sends any message that has a two-byte answer, with any numbers in it.</summary>
    /// <param name="message">Not GET_LINE_NAMES.</param>
    /// <param name="line">0 .. 65535; beyond ngpio the device must answer ERR.</param>
    /// <returns>The answer, ERR included.</returns>
    /// <exception cref="VhostUserPeerException">The answer is not valid (VG-G-12), or the driver has failed.</exception>
    public Task<GpioReply> RequestAsync(GpioMessage message, ushort line, uint value, CancellationToken cancel = default)
    {
        var done = new TaskCompletionSource<GpioReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        Core.RunIfWell(() =>
        {
            Core.Send(message, line, value, (answered, why) =>
            {
                if (why is null) done.TrySetResult(answered.Reply);
                else done.TrySetException(why);
            });
            return true;
        });
        return done.Task.WaitAsync(cancel);
    }

    /// <exception cref="GpioRequestException">The device answered ERR.</exception>
    public async Task<GpioDirection> GetDirectionAsync(ushort line, CancellationToken cancel = default) =>
        (GpioDirection)await AskAsync(GpioMessage.GetDirection, line, 0, cancel).ConfigureAwait(false);

    /// <summary>Sets a direction. For OUT, call <see cref="SetValueAsync"/> first (VG-G-09).</summary>
    /// <inheritdoc cref="GetDirectionAsync"/>
    public Task SetDirectionAsync(ushort line, GpioDirection direction, CancellationToken cancel = default) =>
        AskAsync(GpioMessage.SetDirection, line, (uint)direction, cancel);

    /// <inheritdoc cref="GetDirectionAsync"/>
    public async Task<bool> GetValueAsync(ushort line, CancellationToken cancel = default) =>
        await AskAsync(GpioMessage.GetValue, line, 0, cancel).ConfigureAwait(false) != 0;

    /// <inheritdoc cref="GetDirectionAsync"/>
    public Task SetValueAsync(ushort line, bool value, CancellationToken cancel = default) =>
        AskAsync(GpioMessage.SetValue, line, value ? 1u : 0u, cancel);

    /// <summary>Sends SET_IRQ_TYPE as a bare message, without regard to the line's state. Consumers use
    /// <see cref="RequestIrqAsync"/>.</summary>
    /// <inheritdoc cref="GetDirectionAsync"/>
    public Task SetIrqTypeAsync(ushort line, IrqType type, CancellationToken cancel = default) =>
        AskAsync(GpioMessage.SetIrqType, line, (uint)type, cancel);

    /// <summary>Drives a line: value first, then direction OUT (VG-G-09), as Linux's direction_output.</summary>
    /// <inheritdoc cref="GetDirectionAsync"/>
    public async Task DriveAsync(ushort line, bool value, CancellationToken cancel = default)
    {
        await SetValueAsync(line, value, cancel).ConfigureAwait(false);
        await SetDirectionAsync(line, GpioDirection.Out, cancel).ConfigureAwait(false);
    }

    /// <summary>The names of all lines, "" for none; asked for only if the device has any (VG-G-11).</summary>
    /// <remarks>Each call takes guest RAM that is never given back: 9 bytes and the block.</remarks>
    /// <exception cref="GpioRequestException">The device answered ERR.</exception>
    public Task<string[]> GetLineNamesAsync(CancellationToken cancel = default)
    {
        if (Config.NamesSize == 0) return Task.FromResult(NameBlock.Parse([], Config.LineCount));

        var done = new TaskCompletionSource<string[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        Core.RunIfWell(() =>
        {
            var names = new RequestTransfer(FrontEnd.Ram, 1 + (int)Config.NamesSize);
            names.Prepare(GpioMessage.GetLineNames, 0, 0, (answered, why) =>
            {
                if (why is not null) done.TrySetException(why);
                else if (answered.Response[0] != (byte)GpioStatus.Ok)
                    done.TrySetException(new GpioRequestException(GpioMessage.GetLineNames, 0, 0));
                else done.TrySetResult(NameBlock.Parse(answered.Response[1..], Config.LineCount));
            });
            Core.RequestQueue.Add(names);
            return true;
        });
        return done.Task.WaitAsync(cancel);
    }

    private async Task<byte> AskAsync(GpioMessage message, ushort line, uint value, CancellationToken cancel)
    {
        GpioReply reply = await RequestAsync(message, line, value, cancel).ConfigureAwait(false);
        return reply.Status == GpioStatus.Ok ? reply.Value : throw new GpioRequestException(message, line, value);
    }
}
