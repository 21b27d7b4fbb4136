using System.Runtime.InteropServices;
using GpioHub.Tests.FakeKernel;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;

namespace GpioHub.Actors.Tests.Chips.Gpio.Kept;

/// <summary>The kernel as one process uses it: the process may be cut before and after each call that does something.</summary>
/// <param name="done">Called after each call that did something.</param>
internal sealed class MortalKernel(FakeGpioKernel kernel, Life life, Action done) : IGpioKernel
{
    public IGpioChipFile Open(string path)
    {
        if (life.IsOver) throw new KilledException("long ago");
        return new ChipFile(this, kernel.Open(path));
    }

    private T Call<T>(string what, Func<T> call)
    {
        life.Pass($"before {what}");
        try
        {
            return call();
        }
        finally
        {
            done();
            life.Pass($"after {what}");
        }
    }

    private sealed class ChipFile(MortalKernel owner, IGpioChipFile file) : IGpioChipFile
    {
        public GpioChipInfo Info => file.Info;

        public GpioLineInfo LineInfo(int offset) => file.LineInfo(offset);

        public IGpioLineFile Request(int offset, string consumer, in GpioLineConfig config, int eventBufferSize)
        {
            var asked = config;
            return owner.Call("Request", () => new LineFile(owner, file.Request(offset, consumer, asked, eventBufferSize)));
        }

        public IGpioLineFile? Adopt(FileDescriptor left, int offset, string consumer) =>
            owner.Call("Adopt", () => file.Adopt(left, offset, consumer)) is { } line ? new LineFile(owner, line) : null;

        public void Dispose() => owner.Close(file);
    }

    private void Pass(string what) => life.Pass(what);

    private void Close(IDisposable file)
    {
        if (!life.IsOver) file.Dispose();
    }

    private sealed class LineFile(MortalKernel owner, IGpioLineFile file) : IGpioLineFile
    {
        public SafeHandle Descriptor => file.Descriptor;

        public void Configure(in GpioLineConfig config)
        {
            var asked = config;
            owner.Call("Configure", () =>
            {
                file.Configure(asked);
                return true;
            });
        }

        public bool GetValue() => file.GetValue();

        public void SetValue(bool level) => owner.Call("SetValue", () =>
        {
            file.SetValue(level);
            return true;
        });

        public int ReadEvents(Span<GpioLineEvent> events) => file.ReadEvents(events);

        public int ReadInto(Span<ulong> records)
        {
            owner.Pass("before ReadInto");
            int count = file.ReadInto(records);
            owner.Pass("after ReadInto");
            return count;
        }

        public void Dispose() => owner.Close(file);
    }
}
