using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

/// <summary>Compares the wire types of src/Transports/Virtio with the kernel's own headers.</summary>
public class VirtioLayoutSpec
{
    private delegate void Encoder(Span<byte> destination);

    [Fact(DisplayName = "The GPIO constants are those of <linux/virtio_gpio.h>")]
    public void GpioConstants() => CCompiler.Check(["linux/virtio_gpio.h"],
    [
        Same("VIRTIO_GPIO_MSG_GET_NAMES", GpioMessage.GetLineNames),
        Same("VIRTIO_GPIO_MSG_GET_DIRECTION", GpioMessage.GetDirection),
        Same("VIRTIO_GPIO_MSG_SET_DIRECTION", GpioMessage.SetDirection),
        Same("VIRTIO_GPIO_MSG_GET_VALUE", GpioMessage.GetValue),
        Same("VIRTIO_GPIO_MSG_SET_VALUE", GpioMessage.SetValue),
        Same("VIRTIO_GPIO_MSG_IRQ_TYPE", GpioMessage.SetIrqType),
        Same("VIRTIO_GPIO_STATUS_OK", GpioStatus.Ok),
        Same("VIRTIO_GPIO_STATUS_ERR", GpioStatus.Error),
        Same("VIRTIO_GPIO_DIRECTION_NONE", GpioDirection.None),
        Same("VIRTIO_GPIO_DIRECTION_OUT", GpioDirection.Out),
        Same("VIRTIO_GPIO_DIRECTION_IN", GpioDirection.In),
        Same("VIRTIO_GPIO_IRQ_TYPE_NONE", IrqType.None),
        Same("VIRTIO_GPIO_IRQ_TYPE_EDGE_RISING", IrqType.EdgeRising),
        Same("VIRTIO_GPIO_IRQ_TYPE_EDGE_FALLING", IrqType.EdgeFalling),
        Same("VIRTIO_GPIO_IRQ_TYPE_EDGE_BOTH", IrqType.EdgeBoth),
        Same("VIRTIO_GPIO_IRQ_TYPE_LEVEL_HIGH", IrqType.LevelHigh),
        Same("VIRTIO_GPIO_IRQ_TYPE_LEVEL_LOW", IrqType.LevelLow),
        Same("VIRTIO_GPIO_IRQ_STATUS_INVALID", IrqStatus.Invalid),
        Same("VIRTIO_GPIO_IRQ_STATUS_VALID", IrqStatus.Valid),
    ]);

    [Fact(DisplayName = "No GPIO constant of ours is missing from the list above")]
    public void EveryGpioConstant() => Assert.Equal(6 + 2 + 3 + 6 + 2,
        Enum.GetValues<GpioMessage>().Length + Enum.GetValues<GpioStatus>().Length + Enum.GetValues<GpioDirection>().Length
        + Enum.GetValues<IrqType>().Length + Enum.GetValues<IrqStatus>().Length);

    [Fact(DisplayName = "The GPIO messages have the sizes and field offsets of <linux/virtio_gpio.h>")]
    public void GpioMessages() => CCompiler.Check(["linux/virtio_gpio.h"],
    [
        Size("struct virtio_gpio_config", GpioConfig.Size),
        Field("struct virtio_gpio_config", "ngpio", GpioConfig.Size, new GpioConfig(0xffff, 0).Encode),
        Field("struct virtio_gpio_config", "gpio_names_size", GpioConfig.Size, new GpioConfig(0, 0xffffffff).Encode),
        Size("struct virtio_gpio_request", GpioRequest.Size),
        Field("struct virtio_gpio_request", "type", GpioRequest.Size, new GpioRequest((GpioMessage)0xffff, 0, 0).Encode),
        Field("struct virtio_gpio_request", "gpio", GpioRequest.Size, new GpioRequest(0, 0xffff, 0).Encode),
        Field("struct virtio_gpio_request", "value", GpioRequest.Size, new GpioRequest(0, 0, 0xffffffff).Encode),
        Size("struct virtio_gpio_response", GpioResponse.Size),
        CCompiler.That($"offsetof(struct virtio_gpio_response_get_names, value) == {GpioResponse.SizeFor(GpioMessage.GetLineNames, 0)}"),
        Size("struct virtio_gpio_irq_request", IrqRequest.Size),
        Field("struct virtio_gpio_irq_request", "gpio", IrqRequest.Size, new IrqRequest(0xffff).Encode),
        Size("struct virtio_gpio_irq_response", IrqResponse.Size),
    ]);

    [Fact(DisplayName = "The split ring has the layout and the flags of <linux/virtio_ring.h>")]
    public void SplitRing()
    {
        const string Desc = "struct vring_desc";
        const ushort N = 256;
        CCompiler.Check(["linux/virtio_ring.h"],
        [
            Same("VRING_DESC_F_NEXT", DescriptorBits.Next),
            Same("VRING_DESC_F_WRITE", DescriptorBits.Write),
            Same("VRING_DESC_F_INDIRECT", DescriptorBits.Indirect),
            CCompiler.That($"VRING_USED_F_NO_NOTIFY == {SplitLayout.NoNotify}"),
            CCompiler.That($"VRING_AVAIL_F_NO_INTERRUPT == {SplitLayout.NoInterrupt}"),
            CCompiler.That($"VRING_DESC_ALIGN_SIZE == {SplitLayout.DescriptorAlignment}"),
            CCompiler.That($"VRING_AVAIL_ALIGN_SIZE == {SplitLayout.AvailAlignment}"),
            CCompiler.That($"VRING_USED_ALIGN_SIZE == {SplitLayout.UsedAlignment}"),
            Size(Desc, SplitLayout.DescriptorSize),
            Field(Desc, "addr", SplitLayout.DescriptorSize, new Descriptor(ulong.MaxValue, 0, 0, 0).Encode),
            Field(Desc, "len", SplitLayout.DescriptorSize, new Descriptor(0, uint.MaxValue, 0, 0).Encode),
            Field(Desc, "flags", SplitLayout.DescriptorSize, new Descriptor(0, 0, (DescriptorBits)0xffff, 0).Encode),
            Field(Desc, "next", SplitLayout.DescriptorSize, new Descriptor(0, 0, 0, 0xffff).Encode),
            Size("struct vring_used_elem", SplitLayout.UsedElementSize),
            CCompiler.That($"offsetof(struct vring_avail, flags) == {SplitLayout.Flags}"),
            CCompiler.That($"offsetof(struct vring_avail, idx) == {SplitLayout.Index}"),
            CCompiler.That($"offsetof(struct vring_avail, ring) == {SplitLayout.Entries}"),
            CCompiler.That($"offsetof(struct vring_used, flags) == {SplitLayout.Flags}"),
            CCompiler.That($"offsetof(struct vring_used, idx) == {SplitLayout.Index}"),
            CCompiler.That($"offsetof(struct vring_used, ring) == {SplitLayout.Entries}"),
            CCompiler.That($"offsetof(struct vring_avail, ring[{N}]) == {SplitLayout.UsedEvent(N)}"),
            CCompiler.That($"offsetof(struct vring_used, ring[{N}]) == {SplitLayout.AvailEvent(N)}"),
        ]);
    }

    private static string Same<T>(string c, T ours) where T : struct, Enum => CCompiler.That($"{c} == {Convert.ToUInt32(ours, null)}");

    private static string Size(string type, int ours) => CCompiler.That($"sizeof({type}) == {ours}");

    /// <summary>Where the encoder puts a field whose bits are all set.</summary>
    private static string Field(string type, string field, int size, Encoder encode)
    {
        var bytes = new byte[size];
        encode(bytes);
        int offset = Array.IndexOf(bytes, (byte)0xff);
        int length = bytes.Count(b => b == 0xff);
        return $"{CCompiler.That($"offsetof({type}, {field}) == {offset}")} " +
            $"{CCompiler.That($"sizeof((({type} *)0)->{field}) == {length}")}";
    }
}
